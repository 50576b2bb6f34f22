// The response of networks with gain or squeezers.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "qbnet/network/network.hpp"
#include "qbnet/resolvent/ball_factors.hpp"
#include "qbnet/solve/fed_drift.hpp"
#include "qbnet/solve/response.hpp"

namespace qbnet {

/// (A - i w)^-1 of all amplitudes, and with squeezers of their conjugates too (docs/moments.md,
/// section 3), eliminated in balls of 96, 192, ... bits. O(N) for trees, cascades and their like.
/// The network must settle and outlive this.
class FedResponse : public ResponseReader {
 public:
  explicit FedResponse(const Network& network, const ResponseOptions& options = {});

  std::vector<Amplitude> read(const Terms& source, double frequency,
                              std::span<const Reading> readings) override {
    return read_from(source, false, frequency, readings);
  }
  /// What each of many sources brings to one sum of o_j, `to`: read off (A - i w)^-T to, by rows:
  /// source j itself at row j, what it brings by its conjugate, an idler of the frequency -w, at
  /// idler_row(j).
  std::vector<Amplitude> read_back(const Terms& to, double frequency,
                                   std::span<const Reading> readings) {
    return read_from(to, true, frequency, readings);
  }
  bool has_idlers() const { return drift_.doubled; }
  std::size_t idler_row(std::size_t mode) const { return drift_.modes + mode; }
  const std::string& arithmetic() const override { return arithmetic_; }

 private:
  struct Kept {
    explicit Kept(const Pattern& pattern) : factors(pattern) {}
    std::vector<Ball> a;
    double frequency = 0;
    bool exists = false;
    BallFactors factors;
  };

  std::vector<Amplitude> read_from(const Terms& rows, bool transposed, double frequency,
                                   std::span<const Reading> readings);
  /// Null where this many bits do not factor it.
  const BallFactors* factors(int bits, double frequency);

  const Network& network_;
  ResponseOptions options_;
  FedPattern drift_;
  std::map<int, Kept> kept_;  // by bits, of the last frequency
  std::string arithmetic_;
};

}  // namespace qbnet
