// JSON, written as it is said: keys in the order given, 17 significant digits, never NaN or Inf.
#pragma once

#include <complex>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/base/scaled.hpp"

namespace qbnet {

class JsonWriter {
 public:
  /// block: one entry a line, indented. line: the whole thing on one line.
  enum class Layout { block, line };
  /// Takes the text piece by piece, in order.
  using Sink = std::function<void(std::string_view)>;

  /// Keeps the text, for take().
  JsonWriter() = default;
  /// Passes it on as it grows: a million modes need no more memory than one. finish() ends it.
  explicit JsonWriter(Sink sink) : sink_(std::move(sink)) {}

  void begin_object(Layout layout = Layout::block) { open('{', layout); }
  void end_object() { close('}'); }
  void begin_array(Layout layout = Layout::block) { open('[', layout); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void null();
  void value(bool flag);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::size_t count);
  /// 17 significant digits: reads back as the same double in any locale. What JSON cannot say
  /// (NaN, infinite) is null; -0 is 0.
  void value(double number);
  /// The nearest double: 0 where it underflows, null where it overflows.
  void value(const ScaledReal& number) { value(number.value()); }
  /// {"re", "im"} on one line.
  void value(std::complex<double> number) { complex_value(number.real(), number.imag()); }
  void value(const ScaledComplex& number) { complex_value(real(number), imag(number)); }
  /// log10 of a number, null for one that has none: 0, or rounding below it.
  void log10_value(const ScaledReal& number);

  /// The finished text with a final newline; the writer is empty afterwards.
  std::string take();
  /// Passes on what is left, with a final newline.
  void finish();

 private:
  struct Level {
    Layout layout;
    bool empty = true;
  };
  void open(char bracket, Layout layout);
  void close(char bracket);
  template <class Real>
  void complex_value(const Real& re, const Real& im) {
    begin_object(Layout::line);
    key("re");
    value(re);
    key("im");
    value(im);
    end_object();
  }
  void separate();
  void put_string(std::string_view text);

  Sink sink_;
  std::string text_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace qbnet
