#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/twin_balls.hpp"

namespace qbnet::twin {
namespace {

class DenseBalls {
 public:
  explicit DenseBalls(std::size_t n) {
    acb_mat_init(m_, static_cast<slong>(n), static_cast<slong>(n));
  }
  DenseBalls(const DenseBalls&) = delete;
  DenseBalls& operator=(const DenseBalls&) = delete;
  ~DenseBalls() { acb_mat_clear(m_); }
  acb_ptr at(std::size_t row, std::size_t column) {
    return acb_mat_entry(m_, static_cast<slong>(row), static_cast<slong>(column));
  }
  acb_mat_struct* get() { return m_; }

 private:
  acb_mat_t m_;
};

/// v(t), marched from v by Taylor series of the sparse equations; every step's remainder is bounded
/// by its last term t_K: |R| <= |t_K| (x/(K+1) + x^2/((K+1)(K+2)) + ...) with x = h |M|, K > 2x.
void march(const Equations& e, Vector& v, double time, double norm, slong bits) {
  const double steps = std::max(1.0, std::ceil(time * norm / 32));
  Ball h;
  set(h, time);
  acb_div_ui(h.get(), h.get(), static_cast<ulong>(steps), bits);
  const auto minus_h_m = [&](const Vector& x) {
    Vector y(x.size());
    for (std::size_t row = 0; row < x.size(); ++row) {
      for (const auto& [column, z] : e.m[row]) {
        acb_addmul(y[row].get(), z.get(), x[column].get(), bits);
      }
      acb_mul(y[row].get(), y[row].get(), h.get(), bits);
      acb_neg(y[row].get(), y[row].get());
    }
    return y;
  };
  mag_t largest;
  mag_t size;
  mag_init(largest);
  mag_init(size);
  for (double step = 0; step < steps; ++step) {
    Vector term = minus_h_m(v);
    for (std::size_t j = 0; j < v.size(); ++j) {
      acb_addmul(term[j].get(), h.get(), e.b[j].get(), bits);
      acb_add(v[j].get(), v[j].get(), term[j].get(), bits);
    }
    for (ulong k = 2;; ++k) {
      term = minus_h_m(term);
      mag_zero(largest);
      for (std::size_t j = 0; j < v.size(); ++j) {
        acb_div_ui(term[j].get(), term[j].get(), k, bits);
        acb_add(v[j].get(), v[j].get(), term[j].get(), bits);
        acb_get_mag(size, term[j].get());
        mag_max(largest, largest, size);
      }
      if (k > 80 && mag_cmp_2exp_si(largest, -bits) < 0) break;
    }
    for (Ball& z : v) {
      arb_add_error_mag(acb_realref(z.get()), largest);
      arb_add_error_mag(acb_imagref(z.get()), largest);
    }
  }
  mag_clear(size);
  mag_clear(largest);
}

/// An upper bound of the largest row sum of |M|.
double row_norm(const Equations& e) {
  double largest = 0;
  for (const Row& row : e.m) {
    double sum = 0;
    for (const auto& [column, z] : row) {
      sum += std::hypot(arf_get_d(arb_midref(acb_realref(z.get())), ARF_RND_UP),
                        arf_get_d(arb_midref(acb_imagref(z.get())), ARF_RND_UP));
    }
    largest = std::max(largest, sum);
  }
  return 1.001 * largest;
}

/// As evolve(), for large networks and times of not too many 1/|M|: the balls lose time * |M| nats.
std::vector<Reference> evolve_by_marching(const Network& network, double time) {
  const double norm = row_norm(equations(network, 64));
  for (slong bits = 512 + static_cast<slong>(3 * time * norm); bits <= most_bits; bits *= 2) {
    const Equations e = equations(network, bits);
    Vector v(network.size());
    march(e, v, time, norm, bits);
    bool all = true;
    for (const std::size_t j : reached(e)) all = all && good(v[j]);
    if (!all) continue;
    std::vector<Reference> result;
    for (const Ball& z : v) result.push_back(reference(z, bits));
    return result;
  }
  throw std::runtime_error("the twin found no v(t)");
}

}  // namespace

std::vector<std::vector<Reference>> evolve(const Network& network,
                                           const std::vector<double>& times) {
  const std::size_t n = network.size();
  std::vector<std::vector<Reference>> result(times.size(), std::vector<Reference>(n));
  slong bits = 256;
  const double norm = row_norm(equations(network, 64));
  DenseBalls generator(n + 1);
  DenseBalls at_t(n + 1);
  const auto fill = [&](double t) {
    const Equations e = equations(network, bits);
    acb_mat_zero(generator.get());
    for (std::size_t row = 0; row < n; ++row) {
      for (const auto& [column, z] : e.m[row]) acb_neg(generator.at(row, column), z.get());
      acb_set(generator.at(row, n), e.b[row].get());
    }
    Ball time;
    set(time, t);
    acb_mat_scalar_mul_acb(generator.get(), generator.get(), time.get(), bits);
    acb_mat_exp(at_t.get(), generator.get(), bits);
  };
  const std::vector<std::size_t> order = reached(equations(network, bits));
  double last = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double t = times[i];
    if (t == 0) {
      for (Reference& r : result[i]) r = reference(Ball{}, bits);
      continue;
    }
    if (n > 40 && t * norm < 1000) {
      result[i] = evolve_by_marching(network, t);
      continue;
    }
    if (last != 0 && t == 2 * last) {
      acb_mat_sqr(at_t.get(), at_t.get(), bits);
    } else {
      fill(t);
    }
    last = t;
    const auto all_good = [&] {
      for (const std::size_t j : order) {
        if (acb_rel_accuracy_bits(at_t.at(j, n)) < good_bits) return false;
      }
      return true;
    };
    while (!all_good()) {
      bits = bits * 3 / 2;
      if (bits > most_bits) throw std::runtime_error("the twin found no v(t)");
      fill(t);
    }
    for (std::size_t j = 0; j < n; ++j) {
      Ball z;
      acb_set(z.get(), at_t.at(j, n));
      result[i][j] = reference(z, bits);
    }
  }
  return result;
}

}  // namespace qbnet::twin
