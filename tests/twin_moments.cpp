#include <stdexcept>

#include "tests/twin_balls.hpp"

namespace qbnet::twin {
namespace {

class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t columns) {
    acb_mat_init(m_, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  ~Matrix() { acb_mat_clear(m_); }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  acb_ptr at(std::size_t i, std::size_t j) {
    return acb_mat_entry(m_, static_cast<slong>(i), static_cast<slong>(j));
  }
  acb_mat_struct* get() { return m_; }

 private:
  acb_mat_t m_;
};

// A S + S A^+ = D of (o, o^+) in symmetric order: every bath brings its half quantum, squeezers
// none.
class SymmetricMoments {
 public:
  SymmetricMoments(const Network& network, slong bits)
      : n_(network.size()), bits_(bits), a_(2 * n_, 2 * n_), d_(2 * n_, 2 * n_) {
    const Equations e = equations(network, bits);
    for (std::size_t i = 0; i < n_; ++i) {
      for (const auto& [k, m] : e.m[i]) add(a_, i, k, m);
      add_baths(network.mode(i), i);
    }
    for (const Dissipator& bath : network.dissipators()) {
      for (const auto& [row, left] : bath.weights) {
        for (const auto& [column, right] : bath.weights) {
          Ball z = number(std::conj(left));
          multiply(z, number(right));
          multiply(z, number(bath.rate));
          multiply(z, above_vacuum(bath.thermal));
          add(d_, row, column, z);
        }
      }
    }
    for (const Squeezer& s : network.squeezers()) {
      Ball z = polar(s.strength, s.phase);
      acb_mul_onei(z.get(), z.get());
      add(a_, s.first, n_ + s.second, z);
      if (s.first != s.second) add(a_, s.second, n_ + s.first, z);
    }
  }

  // S, entry after entry; false if the bits do not suffice.
  bool solve(Matrix& s) {
    const std::size_t m = 2 * n_;
    Matrix all(m * m, m * m);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t k = 0; k < m; ++k) {
        Ball conjugate;
        acb_conj(conjugate.get(), a_.at(i, k));
        for (std::size_t j = 0; j < m; ++j) {
          acb_add(all.at(i * m + j, k * m + j), all.at(i * m + j, k * m + j), a_.at(i, k), bits_);
          acb_add(all.at(j * m + i, j * m + k), all.at(j * m + i, j * m + k), conjugate.get(),
                  bits_);
        }
      }
      for (std::size_t j = 0; j < m; ++j) acb_set(s.at(i * m + j, 0), d_.at(i, j));
    }
    return acb_mat_solve(s.get(), all.get(), s.get(), bits_) != 0;
  }

 private:
  static Ball number(std::complex<double> value) {
    Ball z;
    set(z, value);
    return z;
  }
  void multiply(Ball& z, const Ball& by) const { acb_mul(z.get(), z.get(), by.get(), bits_); }
  Ball above_vacuum(double thermal) const {
    Ball z = number(thermal);
    const Ball half = number(0.5);
    acb_add(z.get(), z.get(), half.get(), bits_);
    return z;
  }
  Ball polar(double size, double phase) const {
    Ball z = number({0, phase});
    acb_exp(z.get(), z.get(), bits_);
    multiply(z, number(size));
    return z;
  }
  void add_baths(const Mode& mode, std::size_t j) {
    Ball gain = number(-mode.gain / 2);
    add(a_, j, j, gain);
    acb_neg(gain.get(), gain.get());
    add(d_, j, j, gain);
    Ball twice_r = number(2 * mode.squeezing.r), level, off;
    acb_cosh(level.get(), twice_r.get(), bits_);
    acb_sinh(off.get(), twice_r.get(), bits_);
    for (Ball* z : {&level, &off}) {
      multiply(*z, above_vacuum(mode.thermal));
      multiply(*z, number(mode.loss));
    }
    add(d_, j, j, level);
    multiply(off, polar(-1, mode.squeezing.phase));
    add(d_, j, n_ + j, off);
  }
  // In the rows of the o, and its conjugate in those of the o^+.
  void add(Matrix& matrix, std::size_t i, std::size_t j, const Ball& z) {
    Ball conjugate;
    acb_conj(conjugate.get(), z.get());
    const std::size_t other = j < n_ ? n_ + j : j - n_;
    acb_add(matrix.at(i, j), matrix.at(i, j), z.get(), bits_);
    acb_add(matrix.at(n_ + i, other), matrix.at(n_ + i, other), conjugate.get(), bits_);
  }

  std::size_t n_;
  slong bits_;
  Matrix a_, d_;
};

bool solve(const Network& network, slong bits, std::vector<Fluctuation>& found) {
  const std::size_t n = network.size();
  Matrix s(4 * n * n, 1);
  if (!SymmetricMoments(network, bits).solve(s)) return false;
  found.clear();
  for (std::size_t j = 0; j < n; ++j) {
    Ball number, anomalous, half;
    acb_set(number.get(), s.at(j * 2 * n + j, 0));
    acb_set(anomalous.get(), s.at(j * 2 * n + n + j, 0));
    arb_zero(acb_imagref(number.get()));
    set(half, 0.5);
    acb_sub(number.get(), number.get(), half.get(), bits);
    // What stays that small is 0: no network of the tests holds less.
    const auto told = [&](Ball& z) {
      mag_t size;
      mag_init(size);
      acb_get_mag(size, z.get());
      if (mag_cmp_2exp_si(size, -bits / 2) < 0) acb_zero(z.get());
      mag_clear(size);
      return acb_is_zero(z.get()) || good(z);
    };
    if (!told(number) || !told(anomalous)) return false;
    found.push_back({rounded(acb_realref(number.get())), reference(anomalous, bits).amplitude});
  }
  return true;
}

}  // namespace

std::vector<Fluctuation> fluctuations(const Network& network) {
  std::vector<Fluctuation> result;
  for (slong bits = 512; bits <= 8192; bits *= 2) {
    if (solve(network, bits, result)) return result;
  }
  throw std::runtime_error("8192 bits do not suffice");
}

}  // namespace qbnet::twin
