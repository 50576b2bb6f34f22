// The response of networks with gain or squeezers.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "qbnet/base/ball_matrix.hpp"
#include "qbnet/network/network.hpp"
#include "qbnet/solve/response.hpp"

namespace qbnet {

/// (A - i w)^-1 of all amplitudes, and with squeezers of their conjugates too (docs/moments.md,
/// section 3), inverted in balls of 96, 192, ... bits. The network must settle and outlive this;
/// more than most_moment_modes rows: Error(Refusal::too_large).
class FedResponse : public ResponseReader {
 public:
  explicit FedResponse(const Network& network, const ResponseOptions& options = {});

  std::vector<Amplitude> read(const Terms& source, double frequency,
                              std::span<const Reading> readings) override {
    return read_from(source, false, frequency, readings);
  }
  /// What the conjugates o^+ of the source's modes bring: the idlers of what squeezers couple, at
  /// the frequency -w of their own. All 0 without squeezers.
  std::vector<Amplitude> read_idlers(const Terms& source, double frequency,
                                     std::span<const Reading> readings) {
    return read_from(source, true, frequency, readings);
  }
  const std::string& arithmetic() const override { return arithmetic_; }

 private:
  std::vector<Amplitude> read_from(const Terms& source, bool conjugates, double frequency,
                                   std::span<const Reading> readings);
  /// Null where this many bits do not invert it.
  const BallMatrix* inverse(int bits, double frequency);

  struct Inverse {
    double frequency = 0;
    bool exists = false;
    std::unique_ptr<BallMatrix> matrix;
  };
  const Network& network_;
  ResponseOptions options_;
  std::map<int, BallMatrix> drifts_;  // by bits
  std::map<int, Inverse> inverses_;   // at the last frequency
  std::string arithmetic_;
};

}  // namespace qbnet
