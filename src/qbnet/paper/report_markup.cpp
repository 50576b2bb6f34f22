#include "qbnet/paper/report_markup.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cstddef>

#include "qbnet/files/svg_canvas.hpp"

namespace qbnet {
namespace {

bool is_ascii_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Bytes of the letter or digit that starts at `at` (Latin or Greek); 0 if there is none.
std::size_t letter(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (is_ascii_alnum(text[at])) return 1;
  const auto lead = static_cast<unsigned char>(text[at]);
  return (lead == 0xCE || lead == 0xCF) && at + 1 < text.size() ? 2 : 0;
}

/// Where the bracket at `open` is closed; npos if it is not.
std::size_t closing(std::string_view text, std::size_t open) {
  const char left = text[open];
  const char right = left == '{' ? '}' : ')';
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == left) ++depth;
    if (text[i] == right && --depth == 0) return i;
  }
  return std::string_view::npos;
}

struct Index {
  std::string_view words;  ///< empty: there is no index here
  std::size_t end = 0;     ///< first byte after it
};

/// The index whose text starts at `at`. Round brackets belong to it only where `keep_brackets`.
Index read_index(std::string_view text, std::size_t at, bool keep_brackets) {
  if (at >= text.size()) return {};
  if (text[at] == '{' || text[at] == '(') {
    const std::size_t end = closing(text, at);
    if (end == std::string_view::npos) return {};
    if (text[at] == '(' && keep_brackets) return {text.substr(at, end + 1 - at), end + 1};
    return {text.substr(at + 1, end - at - 1), end + 1};
  }
  std::size_t end = at;
  if ((text[at] == '-' || text[at] == '+') && letter(text, at + 1) > 0) ++end;
  // g_bΓ is g_b times Γ: an index keeps to one alphabet.
  const std::size_t bytes = letter(text, end);
  while (bytes > 0 && letter(text, end) == bytes) {
    end += bytes;
    const bool list = end + 1 < text.size() && text[end] == ',' &&
                      std::islower(static_cast<unsigned char>(text[end + 1])) != 0;
    if (list) ++end;
  }
  return {text.substr(at, end - at), end};
}

/// Whether the '-' at `at` stands in front of a number: nothing it could join is before it.
bool is_sign(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at + 1);
  const bool number = !rest.empty() && (std::isdigit(static_cast<unsigned char>(rest[0])) != 0 ||
                                        rest.starts_with("π"));
  return number && (at == 0 || std::string_view(" =(,[{").find(text[at - 1]) != text.npos);
}

/// Whether a number or a multiple of π begins here.
bool is_value(std::string_view text) {
  for (const std::string_view sign : {"-", "−"})
    if (text.starts_with(sign)) text.remove_prefix(sign.size());
  return text.starts_with("π") ||
         (!text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) != 0);
}

/// The value of an attribute of an element whose inside is `head`; empty if it has none.
std::string_view attribute(std::string_view head, std::string_view name) {
  const std::string start = fmt::format(" {}=\"", name);
  const std::size_t at = head.find(start);
  if (at == std::string_view::npos) return {};
  const std::size_t value = at + start.size();
  return head.substr(value, head.find('"', value) - value);
}

void erase_between(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t start = text.find(from); start != std::string::npos; start = text.find(from)) {
    const std::size_t end = text.find(to, start);
    if (end == std::string::npos) return;
    text.erase(start, end + to.size() - start);
  }
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string html;
  std::string plain;
  bool after_index = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const bool raised = c == '^';
    if ((raised || c == '_') && i > 0 && text[i - 1] != ' ') {
      const Index index = read_index(text, i + 1, raised && after_index);
      if (!index.words.empty()) {
        const std::string_view tag = raised ? "sup" : "sub";
        html += escape_xml(plain);
        html += fmt::format("<{0}>{1}</{0}>", tag, html_text(index.words));
        plain.clear();
        i = index.end;
        after_index = true;
        continue;
      }
    }
    if (c == '-' && is_sign(text, i)) {
      plain += "−";
    } else if (text.substr(i).starts_with("/ω") || text.substr(i).starts_with("/γ")) {
      plain += "/\u2060";  // nor between a quantity and its unit
    } else if (text.substr(i).starts_with(" = ") || text.substr(i).starts_with(" %")) {
      plain += "\u00A0";  // a line may end after these, never before
    } else if (c == ' ' && text.substr(0, i).ends_with('=') && is_value(text.substr(i + 1))) {
      plain += "\u00A0";  // nor between the sign and a number
    } else {
      plain += c;
    }
    after_index = false;
    ++i;
  }
  return html + escape_xml(plain);
}

std::string inline_svg(std::string_view document, std::string_view id, std::string_view label) {
  const std::size_t root = document.find("<svg");
  if (root == std::string_view::npos) return "";
  const std::size_t inside = document.find('>', root);
  const std::string_view head = document.substr(root + 4, inside - root - 4);
  std::string kept;
  for (const std::string_view name : {"viewBox", "font-family", "stroke-linejoin"}) {
    const std::string_view value = attribute(head, name);
    if (!value.empty()) kept += fmt::format(" {}=\"{}\"", name, value);
  }
  std::string body(document.substr(inside + 1));
  erase_between(body, "<metadata>", "</metadata>");
  erase_between(body, " xmlns:xlink=\"", "\"");
  // A style sheet inside a page holds for the whole page.
  constexpr std::string_view everything = "<style type=\"text/css\">*{";
  if (const std::size_t at = body.find(everything); at != std::string::npos) {
    body.replace(at, everything.size(), fmt::format("<style>#{} *{{", id));
  }
  return fmt::format("<svg id=\"{}\" role=\"img\" aria-label=\"{}\"{}>{}", id, escape_xml(label),
                     kept, body);
}

double svg_width(std::string_view document) {
  const std::size_t root = document.find("<svg");
  if (root == std::string_view::npos) return 0;
  const std::string_view text =
      attribute(document.substr(root, document.find('>', root) - root), "width");
  double width = 0;
  std::from_chars(text.data(), text.data() + text.size(), width);
  return width;
}

}  // namespace qbnet
