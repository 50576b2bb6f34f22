// The response at a frequency: (M - i w)^-1 from one mode to the others.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/base/scaled.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/solver.hpp"

namespace qbnet {

struct ResponseOptions {
  /// Relative error allowed in every number asked for, however small.
  double accuracy = 1e-13;
  /// Last resort, in bits: balls of this precision. 64 keeps to double arithmetic.
  int max_precision = 4096;
};

/// A complex number of any size. An exact zero has error 0.
struct Amplitude {
  ScaledComplex value;
  double error = 0;  ///< estimated relative error
};

struct Response {
  Status status = Status::failed;
  std::string message;             ///< one sentence: how it was found, or why there is none
  Pages<ScaledComplex> amplitude;  ///< G_j,from(w) in 1/rate, one a mode; empty without an answer
  Pages<double> error;             ///< estimated relative error of each
};

/// G(w) = (M - i w)^-1, the column of one source mode: v_j = G_j,from(w) b where the source drives
/// with b exp(-i w t), w in the rotating frame and in the unit of rates. At w = 0 and
/// b = -i conj(xi) it is the steady state. O(N) for trees, cascades and their like. Thermal baths
/// do not matter. With gain or squeezers from balls. Errors:
/// Error(Refusal::input) for a frequency that is not finite or a mode that is none; a network that
/// does not settle has status unstable, marginal or singular and no amplitudes.
Response response(const Network& network, std::size_t from, double frequency,
                  const ResponseOptions& options = {});

/// sum_j weight_j o_j, or a vector by its entries that are not 0; modes distinct.
using Terms = std::vector<std::pair<std::size_t, std::complex<double>>>;

/// offset - sqrt(rate_in rate_out) sum_j weight_j x_j, to be read off a solution x.
struct Reading {
  double offset = 0;
  double rate_in = 1, rate_out = 1;
  Terms weights;
};

/// Throws Error(Refusal::input) for a frequency that is not finite.
void check_frequency(double frequency);

/// Solves (M - i w) x = source at one frequency and source after another.
class ResponseReader {
 public:
  ResponseReader() = default;
  virtual ~ResponseReader() = default;
  ResponseReader(const ResponseReader&) = delete;
  ResponseReader& operator=(const ResponseReader&) = delete;

  /// In the order asked for. A reading that is 0, or too small beside its own terms to be told from
  /// 0 (below 2^-460 of them, or 2^(-0.9 max_precision) of the largest amplitude), is 0 with error
  /// 0. Where the accuracy was not reached, errors say so.
  virtual std::vector<Amplitude> read(const Terms& source, double frequency,
                                      std::span<const Reading> readings) = 0;
  /// Of the last solution: "double", "balls of P bits", ...; "" if it broke down.
  virtual const std::string& arithmetic() const = 0;
};

/// Of passive networks: elimination as for steady
/// states: doubles with corrections from residuals in twice the precision, factors of any size,
/// then balls of 128, 256, ... bits until every reading has the accuracy. Not for several threads
/// at once: each takes its own.
class ResponseSolver : public ResponseReader {
 public:
  /// Copies what it needs of the resolvent; its network must outlive this and settle.
  explicit ResponseSolver(const Resolvent& resolvent, const ResponseOptions& options = {});

  std::vector<Amplitude> read(const Terms& source, double frequency,
                              std::span<const Reading> readings) override;
  const std::string& arithmetic() const override { return arithmetic_; }

 private:
  template <class Factor>
  bool read_in(std::optional<Solver<Ranged, Factor>>& solver, double frequency,
               std::span<const Reading> readings, std::vector<Amplitude>& found);
  Amplitude read_one(const Reading& reading) const;
  std::vector<Amplitude> read_in_balls(double frequency, std::span<const Reading> readings);

  Resolvent resolvent_;
  ResponseOptions options_;
  std::optional<Solver<Ranged, std::complex<double>>> doubles_;
  std::optional<Solver<Ranged, Ranged>> ranged_;
  std::optional<BallSolver> balls_;
  UnsetPages<Ranged> x_;
  Pages<double> error_;
  std::string arithmetic_;
};

/// What the readers of one network, one for each thread, have in common.
class Readers {
 public:
  /// The network must outlive this, and this its readers.
  explicit Readers(const Network& network, const ResponseOptions& options = {});

  Status status() const { return status_; }  ///< of stability; nothing is read unless it is ok
  const std::string& reason() const { return reason_; }
  std::unique_ptr<ResponseReader> make() const;

 private:
  const Network& network_;
  ResponseOptions options_;
  std::optional<Resolvent> passive_;
  Status status_ = Status::failed;
  std::string reason_;
};

}  // namespace qbnet
