// Other people's text inside one line of ours.
#pragma once

#include <string>
#include <string_view>

namespace qbnet {

/// The text on one line: control characters written as \n, \t, \x1b.
std::string printable(std::string_view text);

/// printable() in double quotes, cut to 60 bytes ("..." after them) at a whole UTF-8 character.
std::string in_quotes(std::string_view text);

}  // namespace qbnet
