#include <stdexcept>

#include "tests/twin_balls.hpp"

namespace qbnet::twin {
namespace {

// X by the n^2 equations sum_k M_ik X_kj + X_ik conj(M_jk) = delta_ij kappa_i n_i; false if `bits`
// do not suffice.
bool solve(const Network& network, slong bits, std::vector<ScaledReal>& occupation) {
  const Equations e = equations(network, bits);
  const auto n = static_cast<slong>(network.size());
  acb_mat_t a, x;
  acb_mat_init(a, n * n, n * n);
  acb_mat_init(x, n * n, 1);
  const auto add = [&](slong row, slong column, const Ball& z) {
    acb_ptr entry = acb_mat_entry(a, row, column);
    acb_add(entry, entry, z.get(), bits);
  };
  for (slong i = 0; i < n; ++i) {
    for (const auto& [k, m] : e.m[static_cast<std::size_t>(i)]) {
      Ball conjugate;
      acb_conj(conjugate.get(), m.get());
      for (slong j = 0; j < n; ++j) {
        add(i * n + j, static_cast<slong>(k) * n + j, m);
        add(j * n + i, j * n + static_cast<slong>(k), conjugate);
      }
    }
    const Mode mode = network.mode(static_cast<std::size_t>(i));
    Ball loss, thermal;
    set(loss, mode.loss);
    set(thermal, mode.thermal);
    acb_mul(acb_mat_entry(x, i * n + i, 0), loss.get(), thermal.get(), bits);
  }
  bool solved = acb_mat_solve(x, a, x, bits) != 0;
  occupation.clear();
  for (slong i = 0; solved && i < n; ++i) {
    Ball z;
    acb_set(z.get(), acb_mat_entry(x, i * n + i, 0));
    arb_zero(acb_imagref(z.get()));
    solved = acb_is_zero(z.get()) || good(z);
    occupation.push_back(rounded(acb_realref(z.get())));
  }
  acb_mat_clear(x);
  acb_mat_clear(a);
  return solved;
}

}  // namespace

std::vector<ScaledReal> occupations(const Network& network) {
  std::vector<ScaledReal> result;
  for (slong bits = 256; bits <= 8192; bits *= 2) {
    if (solve(network, bits, result)) return result;
  }
  throw std::runtime_error("8192 bits do not suffice");
}

}  // namespace qbnet::twin
