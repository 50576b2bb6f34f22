#include "qbnet/cli/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/base/suggest.hpp"
#include "qbnet/cli/command.hpp"
#include "qbnet/cli/help.hpp"
#include "qbnet/cli/options.hpp"
#include "qbnet/cli/out_of_memory.hpp"

namespace qbnet::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      check_command(),    steady_command(),     evolve_command(),      power_command(),
      gain_command(),     covariance_command(), currents_command(),    half_life_command(),
      response_command(), spectrum_command(),   sensitivity_command(), sweep_command(),
      disorder_command(), paper_command(),      doctor_command()};
  return all;
}

void write_output(std::ostream& out, std::string_view text) {
  errno = 0;
  out << text << std::flush;
  if (out) return;
  if (errno == EPIPE) throw ReaderGone();
  throw Error(Refusal::io, fmt::format("standard output must be writable, but is not: {}",
                                       std::generic_category().message(errno)));
}

namespace {

using Words = std::vector<std::string>;

[[noreturn]] void usage_error(const std::string& sentence) {
  throw Error(Refusal::usage, sentence);
}

const Command* find_command(std::string_view name) {
  for (const Command& command : commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

// "; did you mean ...?" where a known word is near, else where to look.
std::string hint(const std::string& word, const Words& known, const std::string& otherwise) {
  const std::string suggestion = did_you_mean(word, known);
  return suggestion.empty() ? "; " + otherwise : suggestion;
}

[[noreturn]] void unknown_command(const std::string& word) {
  if (!word.empty() && word[0] == '-') {
    usage_error(
        fmt::format("options must come after the command, but {} comes before it, as in: "
                    "qbnet steady network.toml --json",
                    in_quotes(word)));
  }
  if (word.find_first_of("./") != std::string::npos) {
    usage_error(fmt::format("unknown command {}; a command comes first, as in: qbnet steady {}",
                            in_quotes(word), word));
  }
  Words names = {"help"};
  for (const Command& command : commands()) names.emplace_back(command.name);
  usage_error(fmt::format("unknown command {}{}", in_quotes(word),
                          hint(word, names, "qbnet help lists the commands")));
}

// An argument that no option took.
[[noreturn]] void unexpected_argument(const Command& command, const CLI::App& app,
                                      const Words& rest) {
  const auto is_option = [](const std::string& word) { return word.size() > 1 && word[0] == '-'; };
  const auto option = std::find_if(rest.begin(), rest.end(), is_option);
  if (option == rest.end()) {
    usage_error(fmt::format("{} must be called as: qbnet {} {}, but there is also {}", command.name,
                            command.name, command.usage, in_quotes(rest.front())));
  }
  const std::string word = option->substr(0, option->find('=', 2));
  Words known;
  for (const CLI::Option* each : app.get_options()) {
    for (const std::string& name : each->get_lnames()) known.push_back("--" + name);
  }
  usage_error(
      fmt::format("unknown option {}{}", in_quotes(word),
                  hint(word, known, fmt::format("qbnet {} -h lists the options", command.name))));
}

// CLI11 knows what is wrong; the sentences are ours.
[[noreturn]] void explain(const Command& command, const CLI::App& app,
                          const CLI::ParseError& error) {
  const Words rest = app.remaining();
  if (!rest.empty()) unexpected_argument(command, app, rest);
  const std::string_view blame = error.what();
  const bool is_missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    if (is_missing || name.empty() || option->get_positional()) continue;
    const bool flag = option->get_items_expected_max() == 0;
    if (flag && blame.starts_with(name.substr(2) + ' ')) {
      usage_error(fmt::format("{} must be given without a value, but is given one", name));
    }
    if (!blame.starts_with(name)) continue;
    if (option->count() > 1) {
      usage_error(
          fmt::format("{} must be given once, but is given {} times", name, option->count()));
    }
    usage_error(
        fmt::format("{} must be followed by a value, but is not: {}", name, option_label(*option)));
  }
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_required() || option->count() > 0) continue;
    const bool file = option->get_positional();
    usage_error(fmt::format("{} must be given {}, but is not{}", command.name,
                            file ? "a network FILE" : option_label(*option),
                            file ? " (- reads standard input)" : ""));
  }
  usage_error(error.what());
}

int run_command(const Command& command, const Words& arguments, Streams& streams) {
  CLI::App app;
  Action action;
  make_parser(command, app, action);
  try {
    app.parse(Words(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    write_output(streams.out, help_text(command, app));
    return 0;
  } catch (const CLI::CallForVersion& version) {
    write_output(streams.out, std::string(version.what()) + '\n');
    return 0;
  } catch (const CLI::ParseError& error) {
    explain(command, app, error);
  }
  return action(streams);
}

int help(const Words& arguments, Streams& streams) {
  if (arguments.empty() || arguments[0] == "-h" || arguments[0] == "--help") {
    write_output(streams.out, overview());
  } else if (arguments[0] == "--markdown") {
    write_output(streams.out, markdown());
  } else if (const Command* command = find_command(arguments[0])) {
    run_command(*command, {"--help"}, streams);
  } else {
    unknown_command(arguments[0]);
  }
  return 0;
}

int dispatch(const Words& words, Streams& streams) {
  if (words.empty()) return help({}, streams);
  const std::string& first = words[0];
  const Words rest(words.begin() + 1, words.end());
  if (first == "help") return help(rest, streams);
  if (first == "-h" || first == "--help") return help({}, streams);
  if (first == "--version") {
    write_output(streams.out, fmt::format("qbnet {}\n", QBNET_VERSION));
    return 0;
  }
  const Command* command = find_command(first);
  if (command == nullptr) unknown_command(first);
  return run_command(*command, rest, streams);
}

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  Streams streams{out, err};
  const auto report = [&](std::string_view sentence, Refusal refusal) {
    err << printable(fmt::format("qbnet: {}", sentence)) << '\n' << std::flush;
    return static_cast<int>(refusal);
  };
  try {
    return dispatch(argc > 1 ? Words(argv + 1, argv + argc) : Words(), streams);
  } catch (const ReaderGone&) {
    return 0;
  } catch (const Error& error) {
    return report(error.what(), error.refusal());
  } catch (const std::exception& error) {
    if (memory_ended(error)) return report(out_of_memory, Refusal::too_large);
    return report(fmt::format("internal error: {}", error.what()), Refusal::internal);
  } catch (...) {
    return report("internal error of unknown kind", Refusal::internal);
  }
}

}  // namespace qbnet::cli
