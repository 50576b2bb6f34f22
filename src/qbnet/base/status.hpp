// What a number may be called, and what a refusal is called.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace qbnet {

/// How far a number may be trusted. A number leaves qbnet only together with one of these.
enum class Status {
  ok,           ///< backed by an error estimate within the promised accuracy
  inaccurate,   ///< computed, but the promised accuracy was not reached
  unstable,     ///< the network gains energy: no steady state
  marginal,     ///< a normal mode never decays: no steady state is approached
  singular,     ///< an undamped normal mode is resonant with the drive
  interrupted,  ///< stopped from outside before it was done
  failed,       ///< not computed
};

std::string_view to_string(Status status);

/// Why qbnet refuses; the value is the program's exit code (contract: "status and exit codes").
enum class Refusal {
  internal = 1,
  usage = 2,
  input = 3,
  physics = 4,
  accuracy = 5,
  io = 6,
  too_large = 7,
  exists = 8,
  missing_part = 9,
};

/// The one exception type of qbnet. what() is one clear sentence without a trailing newline,
/// "X must ..., but ...", already prefixed with FILE:LINE:COL where that is known.
class Error : public std::runtime_error {
 public:
  Error(Refusal refusal, const std::string& sentence)
      : std::runtime_error(sentence), refusal_(refusal) {}
  Refusal refusal() const { return refusal_; }
  int exit_code() const { return static_cast<int>(refusal_); }

 private:
  Refusal refusal_;
};

/// Exit code for a status: 0 ok, 4 for the physics, 5 for accuracy, 130 interrupted, 1 failed.
int exit_code(Status status);

}  // namespace qbnet
