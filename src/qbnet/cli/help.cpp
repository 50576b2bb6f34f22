#include "qbnet/cli/help.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iterator>
#include <sstream>
#include <vector>

#include "qbnet/cli/parser.hpp"

namespace qbnet::cli {
namespace {

constexpr std::size_t line_width = 88;

struct ExitCode {
  int code;
  std::string_view meaning;
};
constexpr ExitCode exit_codes[] = {
    {0, "done"},
    {1, "internal error, or nothing could be computed"},
    {2, "what was typed is wrong: an option, a value, a name"},
    {3, "what was read is wrong: the network file"},
    {4, "the physics refuses: unstable, marginal or singular"},
    {5, "the promised accuracy was not reached"},
    {6, "reading or writing failed"},
    {7, "too large for this machine"},
    {8, "the output exists, or is in use"},
    {9, "an optional part is missing"},
    {10, "done, but some points of a sweep or samples failed"},
    {130, "interrupted (143: terminated); nothing half-written is left"},
};

// `text` in lines of at most `line_width`, every line but the first after `indent` blanks.
std::string wrap(std::string_view text, std::size_t indent) {
  std::string result;
  std::size_t column = indent;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (column > indent && column + 1 + word.size() > line_width) {
      result += '\n';
      result.append(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result;
}

std::vector<const CLI::Option*> shown_options(const CLI::App& app) {
  std::vector<const CLI::Option*> shown;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) shown.push_back(option);
  }
  return shown;
}

enum class For { terminal, markdown };

// Lines that start with a blank are set as they are: in Markdown that takes four of them.
std::string paragraphs(std::string_view text, For reader) {
  std::string result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const bool as_it_is = line.empty() || line[0] == ' ';
    if (reader == For::terminal) {
      result += as_it_is ? line : wrap(line, 0);
    } else {
      result += line.empty() || !as_it_is ? line : "  " + line;
    }
    result += '\n';
  }
  return result;
}

}  // namespace

std::string option_label(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name();
  std::string label;
  for (const std::string& name : option.get_snames()) label += "-" + name;
  for (const std::string& name : option.get_lnames()) {
    label += (label.empty() ? "--" : ", --") + name;
  }
  if (option.get_items_expected_min() > 0) label += " " + option.get_type_name();
  return label;
}

void make_parser(const Command& command, CLI::App& app, Action& action) {
  Parser parser(app);
  action = command.declare(parser);
  app.set_help_flag("-h,--help", "show this help");
  app.set_version_flag("--version", fmt::format("qbnet {}", QBNET_VERSION))->group("");
}

std::string overview() {
  std::string text = fmt::format(
      "qbnet {}: charging networks of bosonic quantum batteries, solved exactly\n\n"
      "  qbnet COMMAND [FILE] [options]\n\n",
      QBNET_VERSION);
  for (const Command& command : commands()) {
    fmt::format_to(std::back_inserter(text), "  {:<8} {}\n", command.name, command.summary);
  }
  text +=
      "\nStart with\n"
      "  qbnet check network.toml       what the file describes\n"
      "  qbnet steady network.toml      what each mode stores\n"
      "  qbnet COMMAND -h               worked examples and options\n"
      "\nExit codes\n";
  for (const ExitCode& entry : exit_codes) {
    fmt::format_to(std::back_inserter(text), "  {:>3}  {}\n", entry.code, entry.meaning);
  }
  return text;
}

std::string help_text(const Command& command, const CLI::App& app) {
  std::string text = fmt::format("qbnet {} {}\n", command.name, command.usage);
  text += "\nExamples\n";
  for (const Example& example : command.examples) {
    fmt::format_to(std::back_inserter(text), "  {}\n      {}\n", example.command,
                   wrap(example.effect, 6));
  }
  text += '\n';
  text += paragraphs(command.description, For::terminal);
  text += "\nOptions\n";
  for (const CLI::Option* option : shown_options(app)) {
    const std::string label = option_label(*option);
    const std::string gap = label.size() > 26 ? "\n" + std::string(29, ' ') : " ";
    fmt::format_to(std::back_inserter(text), "  {:<26}{}{}\n", label, gap,
                   wrap(option->get_description(), 29));
  }
  return text;
}

std::string markdown() {
  std::string text =
      "# Commands\n\n"
      "<!-- Printed by `qbnet help --markdown`; `./run docs` writes it anew. -->\n\n"
      "    qbnet COMMAND [FILE] [options]\n\n"
      "Data go to standard output, messages and progress (only on a terminal) to standard error.\n"
      "No colours are used. `qbnet COMMAND -h` prints the text below.\n\n"
      "| command | |\n| --- | --- |\n";
  for (const Command& command : commands()) {
    fmt::format_to(std::back_inserter(text), "| [{0}](#qbnet-{0}) | {1} |\n", command.name,
                   command.summary);
  }
  for (const Command& command : commands()) {
    CLI::App app;
    Action action;
    make_parser(command, app, action);
    fmt::format_to(std::back_inserter(text), "\n## qbnet {}\n\n    qbnet {} {}\n\nExamples:\n",
                   command.name, command.name, command.usage);
    for (const Example& example : command.examples) {
      fmt::format_to(std::back_inserter(text), "\n- `{}`  \n  {}", example.command, example.effect);
    }
    text += "\n\n";
    text += paragraphs(command.description, For::markdown);
    text += "\n| option | |\n| --- | --- |\n";
    for (const CLI::Option* option : shown_options(app)) {
      fmt::format_to(std::back_inserter(text), "| `{}` | {} |\n", option_label(*option),
                     option->get_description());
    }
  }
  text +=
      "\n## Exit codes\n\n"
      "An error is one line on standard error: `qbnet: FILE:LINE:COL: what must hold, but does "
      "not`.\n\n"
      "| code | |\n| --- | --- |\n";
  for (const ExitCode& entry : exit_codes) {
    fmt::format_to(std::back_inserter(text), "| {} | {} |\n", entry.code, entry.meaning);
  }
  text +=
      "\nA pipe whose reader has seen enough (`qbnet steady network.toml | head -1`) is no error: "
      "the\nprogram stops with code 0. Where values are withheld (codes 4 and 5), `--json` still "
      "prints its\nobject, with the status and with null for every value.\n";
  return text;
}

}  // namespace qbnet::cli
