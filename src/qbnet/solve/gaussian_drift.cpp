#include "qbnet/solve/gaussian_drift.hpp"

#include <algorithm>
#include <complex>
#include <utility>

#include "qbnet/resolvent/matrix.hpp"
#include "qbnet/solve/fed_drift.hpp"

namespace qbnet {
namespace {

class Writer {
 public:
  Writer(const Network& network, GaussianDrift& out) : network_(network), out_(out) {}

  void fill() {
    fill_drift();
    for (std::size_t j = 0; j < out_.modes; ++j) add_mode(j);
    for (const Dissipator& bath : network_.dissipators()) add_heat(bath);
    for (const Squeezer& squeezer : network_.squeezers()) add_squeezer(squeezer);
  }

 private:
  void fill_drift() {
    const FedPattern fed(network_, out_.doubled);
    const Pattern& p = fed.pattern;
    const std::vector<Ball> a = fed.in_balls(network_);
    for (std::size_t row = 0; row < fed.size(); ++row) {
      const auto i = static_cast<std::size_t>(p.mode_at[row]);
      for (std::size_t s = p.row_start[row]; s < p.row_start[row + 1]; ++s) {
        const auto column = static_cast<std::size_t>(p.column[s]);
        acb_set(out_.a.at(i, static_cast<std::size_t>(p.mode_at[column])), a[s].get());
      }
    }
  }

  // In the rows of the o, and its conjugate in those of the o^+.
  void add(BallMatrix& matrix, std::size_t i, std::size_t j, const Ball& number) {
    accumulate(matrix, i, j, number);
    if (out_.doubled) accumulate(matrix, out_.modes + i, out_.modes + j, conj(number));
  }
  void add_across(BallMatrix& matrix, std::size_t i, std::size_t j, const Ball& number) {
    accumulate(matrix, i, out_.modes + j, number);
    accumulate(matrix, out_.modes + i, j, conj(number));
  }
  static void accumulate(BallMatrix& matrix, std::size_t i, std::size_t j, const Ball& number) {
    acb_add(matrix.at(i, j), matrix.at(i, j), number.get(), Ball::precision());
  }

  void add_mode(std::size_t j) {
    const ModeRates& rates = network_.rates(j);
    const auto& [r, phase] = rates.squeezing;
    if (r != 0) {
      const Ball grown = Ball::exponential(Ball(2 * r)), shrunk = Ball::exponential(Ball(-2 * r));
      const Ball half(0.5), above_vacuum = Ball(rates.thermal) + half;
      add_across(
          out_.d, j, j,
          -(Ball(rates.loss) * above_vacuum * (half * (grown - shrunk)) * Ball::polar(1, phase)));
    }
    add(out_.d, j, j, Ball(rates.loss) * bath_occupation(rates) + Ball(rates.gain));
    // -i conj(xi)
    out_.b[j] = std::complex<double>(-rates.drive.imag(), -rates.drive.real());
    if (out_.doubled) out_.b[out_.modes + j] = conj(out_.b[j]);
  }

  void add_heat(const Dissipator& bath) {
    const Ball rate = Ball(bath.rate) * Ball(bath.thermal);
    if (rate.is_zero()) return;
    for (const auto& [i, w_i] : bath.weights) {
      for (const auto& [j, w_j] : bath.weights) {
        add(out_.d, i, j, rate * Ball(std::conj(w_i)) * Ball(w_j));
      }
    }
  }

  // The commutator that normal order costs: -iS.
  void add_squeezer(const Squeezer& squeezer) {
    const auto& [i, j, strength, phase] = squeezer;
    if (strength == 0) return;
    const Ball number = out_.a.copy(i, out_.modes + j);
    add_across(out_.d, i, j, -number);
    if (i != j) add_across(out_.d, j, i, -number);
  }

  const Network& network_;
  GaussianDrift& out_;
};

}  // namespace

Ball bath_occupation(const ModeRates& rates) {
  const double r = rates.squeezing.r;
  if (r == 0) return Ball(rates.thermal);
  // (n + 1/2) cosh 2r - 1/2
  const Ball half(0.5), grown = Ball::exponential(Ball(2 * r)),
                        shrunk = Ball::exponential(Ball(-2 * r));
  return (Ball(rates.thermal) + half) * (half * (grown + shrunk)) - half;
}

bool has_squeezing(const Network& network) {
  return has_squeezers(network) ||
         std::ranges::any_of(network.data().mode_kinds, [](const ModeRates& rates) {
           return rates.squeezing.r != 0 && rates.loss > 0;
         });
}

GaussianDrift::GaussianDrift(const Network& network)
    : GaussianDrift(network, has_squeezing(network), !stays_coherent(network)) {}

GaussianDrift::GaussianDrift(const Network& network, bool twice, bool with_noise)
    : modes(network.size()),
      doubled(twice),
      noisy(with_noise),
      size(doubled ? 2 * modes : modes),
      a(size),
      d(size),
      b(size) {
  Writer(network, *this).fill();
}

GaussianDrift::GaussianDrift(const GaussianDrift& of, std::size_t widened)
    : modes(of.modes),
      doubled(of.doubled),
      noisy(of.noisy),
      size(widened),
      a(size),
      d(size),
      b(of.b) {
  b.resize(size);
  for (std::size_t i = 0; i < of.size; ++i) {
    for (std::size_t j = 0; j < of.size; ++j) {
      acb_set(a.at(i, j), of.a.at(i, j));
      acb_set(d.at(i, j), of.d.at(i, j));
    }
  }
}

GaussianDrift::GaussianDrift(const GaussianDrift& of, const BallMatrix& noise,
                             std::vector<Ball> drive)
    : modes(of.modes),
      doubled(of.doubled),
      noisy(true),
      size(of.size),
      a(size),
      d(size),
      b(std::move(drive)) {
  acb_mat_conjugate_transpose(a.m, of.a.m);
  acb_mat_set(d.m, noise.m);
}

std::vector<int> GaussianDrift::steps_from(const std::vector<Ball>& start) const {
  std::vector<int> steps(size, -1);
  std::vector<std::size_t> queue;
  for (std::size_t i = 0; i < size; ++i) {
    if (start[i].is_zero()) continue;
    steps[i] = 0;
    queue.push_back(i);
  }
  for (std::size_t next = 0; next < queue.size(); ++next) {
    for (std::size_t i = 0; i < size; ++i) {
      if (steps[i] >= 0 || acb_is_zero(a.at(i, queue[next])) != 0) continue;
      steps[i] = steps[queue[next]] + 1;
      queue.push_back(i);
    }
  }
  return steps;
}

std::vector<int> GaussianDrift::steps_from_noise() const {
  std::vector<Ball> start(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      if (acb_is_zero(d.at(i, j)) == 0) start[i] = Ball(1.0);
    }
  }
  return steps_from(start);
}

}  // namespace qbnet
