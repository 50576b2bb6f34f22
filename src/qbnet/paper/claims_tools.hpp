// What the judges of the claims share: the paper's networks, backed answers, searches, texts.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "qbnet/base/scaled.hpp"
#include "qbnet/measure/power.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/paper/figures.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet::claims {

inline constexpr Charging nr = Charging::nonreciprocal;
inline constexpr Charging r1 = Charging::reciprocal_direct;    ///< the paper's case I
inline constexpr Charging r2 = Charging::reciprocal_mediated;  ///< case II

/// gamma_c = gamma_b^(k) and Gamma in units of omega; xi = omega in every figure.
struct Rates {
  double loss = 0;
  double mediator_loss = 0;
};
inline constexpr Rates rates_fig2{0.1, 0.1};   ///< captions of Figs. 2 and 3
inline constexpr Rates rates_fig4{5e-4, 1.0};  ///< caption of Fig. 4

/// x = g_b/gamma on every link; no phases: -pi/2.
Network network_of(Topology topology, Charging charging, std::size_t batteries, double x,
                   const Rates& rates = rates_fig2, const std::vector<double>& phases = {});
/// The same of any rates.
Network network_of(Topology topology, const FamilyRates& rates);

/// Throws Error(Refusal::accuracy) unless `status` is ok: no verdict rests on a number that is not
/// backed.
void require_backed(Status status, const std::string& message);

/// Steady E/omega of every mode, backed.
std::vector<ScaledReal> mode_energies(const Network& network);
/// Of the batteries b1..bN.
std::vector<ScaledReal> battery_energies(const Network& network);
/// Of bN, the battery the paper looks at.
ScaledReal last_energy(const Network& network);
/// Maximal power of bN, backed.
PeakPower last_peak(const Network& network);

/// G_N1 (reference r1) or G_N2 (r2) at x.
double energy_gain(Topology topology, Charging reference, std::size_t batteries, double x,
                   const Rates& rates = rates_fig2);

/// |ours/other - 1|.
double relative_difference(const ScaledReal& ours, const ScaledReal& other);

/// n >= 2 points from low to high, both included, equally spaced in log x.
std::vector<double> log_spaced(double low, double high, std::size_t n);
/// 1, 2, .., n.
std::vector<std::size_t> up_to(std::size_t n);

/// The root between low and high, at which f must differ in sign: TOMS 748 in ln x, 46 bits of it.
double root(const std::function<double(double)>& f, double low, double high);
/// Every x in [low, high] where f changes sign between neighbours on `points` log-spaced points,
/// each refined by root().
std::vector<double> crossings(const std::function<double(double)>& f, double low, double high,
                              std::size_t points = 40);
/// d log_f / d ln x, from five points; error about 1e-11 times the scale of log_f.
double log_slope(const std::function<double(double)>& log_f, double x);
/// The x in [low, high] where log_slope() is 0; it must differ in sign at the ends.
double stationary_point(const std::function<double(double)>& log_f, double low, double high);

/// For people: `digits` significant digits, 1 to 5; "1.2×10⁻⁷" where it is small or large.
std::string number(double value, int digits = 5);
/// For differences: two digits.
std::string small(double value);
/// "1.3 %".
std::string percent(double share, int digits = 2);
/// "0.5 (N = 1), 0.25 (N = 3)".
std::string per_batteries(std::span<const std::size_t> batteries, std::span<const double> values,
                          int digits = 5);
/// "0.01 to 10": the ends of what was tried.
std::string ends(std::span<const double> values);
double least(std::span<const double> values);
double largest(std::span<const double> values);

}  // namespace qbnet::claims
