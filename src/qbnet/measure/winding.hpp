// Uniform cascades as infinite chains: how often their spectrum winds around a point.
#pragma once

#include <array>
#include <complex>
#include <optional>
#include <string>

#include "qbnet/network/network.hpp"

namespace qbnet {

/// The bulk of a cascade: a cell of a battery and, where there is one, the mediator of the link
/// that ends at it. M(k) = cell + next e^(ik) + previous e^(-ik) with 1 or 2 modes a cell; `next`
/// feeds the following cell.
struct Bulk {
  using Matrix = std::array<std::array<std::complex<double>, 2>, 2>;
  std::size_t modes = 1;
  Matrix cell{}, next{}, previous{};
  std::string reason;  ///< why there is no bulk; empty if there is one
};

/// Of batteries b1..bN in a row, N >= 3, all equal, with equal links between neighbours, each with
/// a mediator a2..aN or none, and no other coupling or shared dissipator that touches them but at
/// b1.
Bulk bulk_of(const Network& network);

/// The eigenvalues of M(k), the slower first.
std::array<std::complex<double>, 2> bands(const Bulk& bulk, double k);

struct Winding {
  std::complex<double> base;   ///< z0
  std::optional<long> number;  ///< no value: `reason`
  std::string reason;
};

/// (1/2 pi) times the change of arg det(M(k) - z0) as k goes from 0 to 2 pi. By Gohberg's theorem
/// the chain that begins at b1 and never ends has, for z0 off the curve, index -w: for w > 0
/// every such z0 has at least w left eigenvectors, which live at the charger's end, and the right
/// ones of a long finite chain pile up at its far end (non-Hermitian skin effect); for w < 0 the
/// reverse. Reciprocal networks have 0. K. Zhang, Z. Yang and C. Fang, Phys. Rev. Lett. 125, 126402
/// (2020); N. Okuma and others, ibid. 124, 086801 (2020). No `base`: the mean over k of the slower
/// band. No number where the curve comes within 1e-12 of the point, in units of its largest value.
Winding winding_number(const Bulk& bulk, std::optional<std::complex<double>> base = {});

}  // namespace qbnet
