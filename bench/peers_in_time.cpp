#include "bench/peers_in_time.hpp"

#include <Eigen/Eigenvalues>
#include <boost/math/tools/minima.hpp>
#include <boost/numeric/odeint.hpp>
#include <unsupported/Eigen/MatrixFunctions>

namespace qbnet::bench {
namespace {

// d/dt (v, 1) = [[-M, b], [0, 0]] (v, 1)
Eigen::MatrixXcd augmented(const Network& network) {
  const Eigen::MatrixXcd m = dense_drift(network);
  const Eigen::Index n = m.rows();
  Eigen::MatrixXcd a = Eigen::MatrixXcd::Zero(n + 1, n + 1);
  a.topLeftCorner(n, n) = -m;
  a.topRightCorner(n, 1) = drive_of(network);
  return a;
}

}  // namespace

std::vector<double> Course::times() const {
  std::vector<double> result;
  for (std::size_t k = 1; k <= count; ++k) result.push_back(static_cast<double>(k) * step);
  return result;
}

Eigen::MatrixXcd by_exponential(const Network& network, const Course& course) {
  const Eigen::MatrixXcd a = augmented(network);
  const Eigen::Index n = a.rows() - 1;
  const Eigen::MatrixXcd propagator = (a * course.step).exp();
  Eigen::MatrixXcd v(n, static_cast<Eigen::Index>(course.count));
  Eigen::VectorXcd w = Eigen::VectorXcd::Unit(n + 1, n);
  for (Eigen::Index k = 0; k < v.cols(); ++k) {
    w = propagator * w;
    v.col(k) = w.head(n);
  }
  return v;
}

Eigen::MatrixXcd by_eigenvectors(const Network& network, const Course& course) {
  const Eigen::ComplexEigenSolver<Eigen::MatrixXcd> solver(dense_drift(network));
  const Eigen::ArrayXcd lambda = solver.eigenvalues().array();
  const Eigen::ArrayXcd steady =
      solver.eigenvectors().partialPivLu().solve(drive_of(network)).array() / lambda;
  const std::vector<double> times = course.times();
  Eigen::MatrixXcd v(lambda.size(), static_cast<Eigen::Index>(course.count));
  for (Eigen::Index k = 0; k < v.cols(); ++k) {
    const double t = times[static_cast<std::size_t>(k)];
    v.col(k) = solver.eigenvectors() * (steady * (1.0 - (-lambda * t).exp())).matrix();
  }
  return v;
}

Eigen::MatrixXcd by_runge_kutta(const Network& network, const Course& course) {
  namespace odeint = boost::numeric::odeint;
  using State = std::vector<double>;  // real and imaginary parts in turn
  const Sparse m = sparse_drift(network);
  const Eigen::VectorXcd b = drive_of(network);
  const auto view = [&](const State& state) {
    return Eigen::Map<const Eigen::VectorXcd>(reinterpret_cast<const Complex*>(state.data()),
                                              b.size());
  };
  const auto derivative = [&](const State& v, State& dv, double) {
    Eigen::Map<Eigen::VectorXcd> out(reinterpret_cast<Complex*>(dv.data()), b.size());
    out = b - m * view(v);
  };
  std::vector<double> times = course.times();
  times.insert(times.begin(), 0);
  State state(2 * network.size(), 0);
  Eigen::MatrixXcd v(b.size(), static_cast<Eigen::Index>(course.count));
  Eigen::Index next = -1;  // the first is the vacuum itself
  constexpr double tolerance = 1e-10;
  odeint::integrate_times(
      odeint::make_dense_output(tolerance, tolerance, odeint::runge_kutta_dopri5<State>()),
      derivative, state, times.begin(), times.end(), course.step, [&](const State& at, double) {
        if (next >= 0) v.col(next) = view(at);
        ++next;
      });
  return v;
}

Peak peak_by_exponential(const Network& network, std::size_t mode, const Course& course) {
  const auto row = static_cast<Eigen::Index>(mode);
  const std::vector<double> times = course.times();
  const Eigen::MatrixXcd v = by_exponential(network, course);
  std::size_t best = 0;
  const auto on_grid = [&](std::size_t k) {
    return std::norm(v(row, static_cast<Eigen::Index>(k))) / times[k];
  };
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (on_grid(k) > on_grid(best)) best = k;
  }
  const Eigen::MatrixXcd a = augmented(network);
  const auto lost = [&](double t) {
    return -std::norm(Eigen::MatrixXcd((a * t).exp())(row, a.cols() - 1)) / t;
  };
  const auto [time, value] = boost::math::tools::brent_find_minima(lost, times[best] - course.step,
                                                                   times[best] + course.step, 40);
  return {time, -value};
}

}  // namespace qbnet::bench
