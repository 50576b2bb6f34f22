// Plain text and pictures as parts of a page.
#pragma once

#include <string>
#include <string_view>

namespace qbnet {

/// Plain Unicode text as HTML: escaped; E_4^nr, 2^(2N), G_{41} with indices set low and high; a
/// minus sign in front of numbers.
std::string html_text(std::string_view text);

/// A standalone SVG document as an element of an HTML page: nothing that names an address, its
/// styles kept to itself. `id` is the element's, `label` what it shows.
/// The size is left to the page.
std::string inline_svg(std::string_view document, std::string_view id, std::string_view label);

/// The width in pixels that such a document asks for; 0 if it asks for none.
double svg_width(std::string_view document);

}  // namespace qbnet
