// What a command is: words for people, options, and one action.
#pragma once

#include <functional>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace qbnet::cli {

class Parser;

struct Streams {
  std::ostream& out;  ///< data
  std::ostream& err;  ///< messages and progress
};

/// Does what the parsed options say; the exit code.
using Action = std::function<int(Streams&)>;

struct Example {
  std::string_view command;
  std::string_view effect;
};

struct Command {
  std::string_view name;
  std::string_view usage;        ///< the arguments, as in "FILE --times START:STOP:COUNT[:log]"
  std::string_view summary;      ///< one line
  std::string_view description;  ///< paragraphs; a line that starts with a blank is kept as it is
  std::vector<Example> examples;
  /// Declares the options; the action reads their values after parsing.
  Action (*declare)(Parser& parser);
};

Command check_command();
Command steady_command();
Command evolve_command();
Command power_command();
Command gain_command();
Command covariance_command();
Command currents_command();
Command half_life_command();
Command response_command();
Command spectrum_command();
Command sensitivity_command();
Command sweep_command();
Command disorder_command();
Command paper_command();
Command doctor_command();

/// All of the above, in the order of the overview.
const std::vector<Command>& commands();

/// Writes data and flushes. Throws Error(Refusal::io) with the system's reason if that fails, and
/// ReaderGone if the reading end of a pipe was closed.
void write_output(std::ostream& out, std::string_view text);

/// Whoever reads the output wanted no more of it: no error.
struct ReaderGone {};

}  // namespace qbnet::cli
