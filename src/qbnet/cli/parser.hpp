// How commands declare their options. The library that parses stays behind it: its headers take
// longer to compile than a command.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace qbnet::cli {

/// Names as in "-o,--output"; `type` is what the help calls a value. Variables are set when the
/// command line is parsed and must live until then.
class Parser {
 public:
  enum Need { not_required, required };

  explicit Parser(CLI::App& app) : app_(app) {}

  /// A word that no option takes, such as FILE.
  void argument(const std::string& name, std::string& value, const std::string& text,
                Need need = not_required);
  /// An option with a value, given once at most.
  void value(const std::string& names, std::string& value, const std::string& type,
             const std::string& text, Need need = not_required);
  void value(const std::string& names, std::optional<std::string>& value, const std::string& type,
             const std::string& text);
  void value(const std::string& names, std::optional<double>& value, const std::string& type,
             const std::string& text);
  /// One value each time it is given.
  void values(const std::string& names, std::vector<std::string>& values, const std::string& type,
              const std::string& text, Need need = not_required);
  /// Takes every word that follows.
  void words(const std::string& names, std::vector<std::string>& words, const std::string& type,
             const std::string& text);
  void flag(const std::string& names, bool& value, const std::string& text);

 private:
  CLI::App& app_;
};

}  // namespace qbnet::cli
