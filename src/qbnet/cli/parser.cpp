#include "qbnet/cli/parser.hpp"

#include <CLI/CLI.hpp>

namespace qbnet::cli {

void Parser::argument(const std::string& name, std::string& value, const std::string& text,
                      Need need) {
  app_.add_option(name, value, text)->required(need == required);
}

void Parser::value(const std::string& names, std::string& value, const std::string& type,
                   const std::string& text, Need need) {
  app_.add_option(names, value, text)->type_name(type)->required(need == required);
}

void Parser::value(const std::string& names, std::optional<std::string>& value,
                   const std::string& type, const std::string& text) {
  app_.add_option(names, value, text)->type_name(type);
}

void Parser::value(const std::string& names, std::optional<double>& value, const std::string& type,
                   const std::string& text) {
  app_.add_option(names, value, text)->type_name(type);
}

void Parser::values(const std::string& names, std::vector<std::string>& values,
                    const std::string& type, const std::string& text, Need need) {
  app_.add_option(names, values, text)
      ->type_name(type)
      ->allow_extra_args(false)
      ->required(need == required);
}

void Parser::words(const std::string& names, std::vector<std::string>& words,
                   const std::string& type, const std::string& text) {
  app_.add_option(names, words, text)->type_name(type);
}

void Parser::flag(const std::string& names, bool& value, const std::string& text) {
  app_.add_flag(names, value, text)->disable_flag_override();
}

}  // namespace qbnet::cli
