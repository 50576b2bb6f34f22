// Every text that describes the program, made from the commands' own definitions.
#pragma once

#include <string>

#include "qbnet/cli/command.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace qbnet::cli {

/// What `qbnet` alone prints.
std::string overview();
/// What `qbnet COMMAND -h` prints: usage, worked examples, description, options.
std::string help_text(const Command& command, const CLI::App& app);
/// docs/commands.md.
std::string markdown();
/// "--mode NAME", "-h, --help", "FILE".
std::string option_label(const CLI::Option& option);

/// The parser of a command with its options declared; `action` receives what to do.
void make_parser(const Command& command, CLI::App& app, Action& action);

}  // namespace qbnet::cli
