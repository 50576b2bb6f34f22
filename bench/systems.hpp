// The networks that are timed, and their matrices as any other program would write them down.
#pragma once

#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/network/families.hpp"

namespace qbnet::bench {

using Complex = std::complex<double>;
using Sparse = Eigen::SparseMatrix<Complex>;

/// Rates of the paper's figures with `batteries` batteries and g_b = gamma/10.
FamilyRates rates_of_fig2(std::size_t batteries);  ///< gamma = Gamma = 0.1; Fig. 3 has the same
FamilyRates rates_of_fig4(std::size_t batteries);  ///< gamma = 5e-4, Gamma = 1

/// Families that are grown up to a million batteries, mediators beside them.
enum class Family {
  cascade,        ///< g_b grows with N, so that |v_N| stays near e^-25 and doubles can hold it
  faint_cascade,  ///< g_b = gamma/10: energies leave the double range beyond some 200 batteries
  parallel,
  tree,    ///< battery k feeds batteries 2k and 2k + 1
  ladder,  ///< two cascades whose batteries are coupled rung by rung; in the growth curves alone
};
inline constexpr Family families[] = {Family::cascade, Family::faint_cascade, Family::parallel,
                                      Family::tree};
inline constexpr std::size_t large_sizes[] = {100, 1000, 10'000, 100'000, 1'000'000};
std::string name_of(Family family);
Network large_network(Family family, std::size_t batteries);

/// M and -i conj(xi) in the order of the network's modes, in double arithmetic.
Sparse sparse_drift(const Network& network);
Eigen::MatrixXcd dense_drift(const Network& network);
Eigen::VectorXcd drive_of(const Network& network);

/// A network and its steady amplitudes.
struct Solved {
  explicit Solved(Network net);
  Network network;
  Pages<ScaledComplex> amplitude;
};
/// The large networks; the last one asked for is kept.
const Solved& solved(Family family, std::size_t batteries);

/// Largest relative error of any amplitude; 1 where one came out as 0.
double largest_error(const Pages<ScaledComplex>& amplitude, const Pages<ScaledComplex>& truth);
double largest_error(const Eigen::VectorXcd& amplitude, const Pages<ScaledComplex>& truth);

}  // namespace qbnet::bench
