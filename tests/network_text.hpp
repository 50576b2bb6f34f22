// Short network files for tests, and what is said against bad ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qbnet/base/status.hpp"
#include "qbnet/files/read_network.hpp"

namespace qbnet {

/// "EXIT CODE sentence" of the refusal of a file called "f", or "accepted".
inline std::string refusal(std::string_view text, const std::vector<Setting>& set = {}) {
  try {
    read_network_text(text, "f", set);
  } catch (const Error& error) {
    return std::to_string(error.exit_code()) + " " + error.what();
  }
  return "accepted";
}

/// A driven charger c and a battery b1; what follows is line 12 on.
inline std::string with_two_modes(std::string_view rest) {
  return R"(qbnet = 1
[[mode]]
name = "c"
role = "charger"
loss = 0.1
drive = 1
[[mode]]
name = "b1"
role = "battery"
loss = 0.1

)" + std::string(rest);
}

/// The same with one line put into the table of b1, as line 11.
inline std::string with_line(std::string_view line) {
  std::string text = with_two_modes("");
  text.pop_back();
  return text + std::string(line) + "\n";
}

/// A cascade with two more lines: its number of batteries and another.
inline std::string cascade_text(std::string_view batteries, std::string_view line = "") {
  return "qbnet = 1\n[cascade]\nbatteries = " + std::string(batteries) + "\n" + std::string(line) +
         R"(
charging = "nonreciprocal"
coupling = 0.01
charger_loss = 0.1
battery_loss = 0.1
mediator_loss = 1
drive = 1
)";
}

}  // namespace qbnet
