// Plain text and pictures as parts of a page.
#pragma once

#include <string>
#include <string_view>

namespace qbnet {

/// Plain Unicode text as HTML: escaped; E_4^nr, 2^(2N), G_{41} with indices set low and high; a
/// minus sign in front of numbers.
std::string html_text(std::string_view text);

/// A standalone SVG document as an element of an HTML page: nothing that names an address, its
/// styles kept to itself, its size left to the page. `id` is the element's, `label` what it shows.
std::string inline_svg(std::string_view document, std::string_view id, std::string_view label);

}  // namespace qbnet
