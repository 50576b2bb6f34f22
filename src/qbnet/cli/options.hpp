// What the commands on a network FILE have in common.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/cli/command.hpp"
#include "qbnet/files/json_output.hpp"
#include "qbnet/files/read_network.hpp"
#include "qbnet/network/network.hpp"

namespace qbnet::cli {

struct NetworkOptions {
  std::string file;
  std::vector<std::string> settings;  ///< NAME=EXPRESSION, as typed
  std::vector<std::string> modes;
  std::string threads;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool allow_inaccurate = false;
};

/// FILE, --set, --json, --threads, -q, -v.
void declare_file_options(Parser& parser, NetworkOptions& options);
/// The above and --mode.
void declare_network_options(Parser& parser, NetworkOptions& options);
/// The above and --allow-inaccurate.
void declare_solver_options(Parser& parser, NetworkOptions& options);
/// --allow-inaccurate alone.
void declare_accuracy_option(Parser& parser, NetworkOptions& options);

/// The value of --threads: 1 to 1024; all processors if not given. Error(Refusal::usage) otherwise.
int thread_count(const std::string& threads);

/// The value of --top, at most `all`; `all` if not given. Error(Refusal::usage) unless a whole
/// number of at least 1.
std::size_t top_count(const std::string& top, std::size_t all);

/// The value of --times: START:STOP:COUNT[:log], none below 0. Error(Refusal::usage) otherwise.
std::vector<double> parse_times(const std::string& text);

/// The values of --set. Error(Refusal::usage) for what is no NAME=EXPRESSION.
std::vector<Setting> parse_settings(const std::vector<std::string>& typed);

/// Reads the network; its warnings go to streams.err unless quiet.
Network load_network(const NetworkOptions& options, Streams& streams);
/// Whether a command computes what changes in time: [[drive]] and [[switch]] are refused otherwise.
enum class InTime { refused, computed };
/// As load_network(), with the parameters; leaves the file's text in `text`, if there is one.
NetworkFile load_file(const NetworkOptions& options, Streams& streams, std::string* text = nullptr,
                      InTime in_time = InTime::refused);

/// The modes named by --mode in the order typed, each once; `otherwise` if none was named.
/// Error(Refusal::usage) for an unknown name.
std::vector<std::size_t> selected_modes(const NetworkOptions& options, const Network& network,
                                        std::vector<std::size_t> otherwise);
/// All modes, and all batteries (Error(Refusal::input) if there is none), as the `otherwise`.
std::vector<std::size_t> all_modes(const Network& network);
std::vector<std::size_t> all_batteries(const NetworkOptions& options, const Network& network);

/// What to do with an answer of some status.
struct Verdict {
  bool show = true;  ///< false: the values are withheld
  int exit_code = 0;
};
/// Says on streams.err why the values are withheld, or, with --allow-inaccurate, that they are
/// inaccurate; with -v also how an answer that is ok was found.
Verdict judge(Status status, const std::string& message, const NetworkOptions& options,
              Streams& streams);

void warn(Streams& streams, const std::string& sentence);

/// Starts {"format": "qbnet-<command>/1", "status": ...}; the caller goes on and ends the object.
void begin_result(JsonWriter& json, std::string_view command, Status status);
/// "# steady state of FILE: ok".
std::string title(std::string_view what, const NetworkOptions& options, Status status);

}  // namespace qbnet::cli
