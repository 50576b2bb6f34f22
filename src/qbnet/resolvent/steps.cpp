#include "qbnet/resolvent/steps.hpp"

#include <algorithm>
#include <complex>
#include <cstdint>
#include <optional>
#include <utility>

#include "qbnet/resolvent/elimination.hpp"

namespace qbnet {
namespace {

enum End : std::uint32_t { as_it_is = 0, times = 1, inverse = 2 };

struct Step {
  std::size_t place = 0;
  std::optional<std::size_t> init;
  std::vector<std::pair<std::size_t, std::size_t>> products;
  End end = as_it_is;
  std::size_t by = 0;
  bool done = false;  // read by another: nothing more is added

  std::size_t shape() const { return products.size() << 2 | end; }
};

class Recorder {
 public:
  std::size_t number() {
    step_of_.push_back({});
    return step_of_.size() - 1;
  }
  // A step whose result can still be added to, on this number.
  Step& open(std::optional<std::size_t> on) {
    if (on && step_of_[*on] && !steps_[*step_of_[*on]].done) return steps_[*step_of_[*on]];
    if (on) read(*on);
    const std::size_t place = number();
    step_of_[place] = steps_.size();
    steps_.push_back({});
    steps_.back().place = place;
    steps_.back().init = on;
    return steps_.back();
  }
  void read(std::size_t number) {
    if (!step_of_[number] || steps_[*step_of_[number]].done) return;
    steps_[*step_of_[number]].done = true;
    order_.push_back(*step_of_[number]);
  }

  std::size_t numbers() const { return step_of_.size(); }
  // By how many others each has to wait for; of those that wait alike, those of a shape together.
  std::vector<Step> in_order() const {
    std::vector<std::size_t> depth(step_of_.size(), 0);
    std::vector<std::pair<std::size_t, Step>> sorted;
    for (const std::size_t k : order_) {
      const Step& step = steps_[k];
      std::size_t deep = step.init ? depth[*step.init] : 0;
      for (const auto& [a, b] : step.products) deep = std::max({deep, depth[a], depth[b]});
      if (step.end == times) deep = std::max(deep, depth[step.by]);
      depth[step.place] = deep + (step.end == inverse ? 4 : 1);  // a division takes longer
      sorted.emplace_back(depth[step.place], step);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first, a.second.shape()) < std::pair(b.first, b.second.shape());
    });
    std::vector<Step> steps;
    for (auto& [deep, step] : sorted) steps.push_back(std::move(step));
    return steps;
  }

 private:
  std::vector<std::optional<std::size_t>> step_of_;  // that gives this number
  std::vector<Step> steps_;
  std::vector<std::size_t> order_;
};

thread_local Recorder* recorder = nullptr;

// The number type that records. Empty: a zero that is known to be one.
struct Recorded {
  std::optional<std::size_t> place;
  bool one = false;

  Recorded() = default;
  explicit Recorded(std::complex<double> z) : one(z == 1.0) {}
  Recorded& operator+=(const Recorded&) { return *this; }  // of the shift, which is 0
  Recorded& operator/=(const Recorded& b) {                // of 1
    Step& step = recorder->open(b.place);
    step.end = inverse;
    place = step.place;
    one = false;
    recorder->read(*place);
    return *this;
  }
};

Recorded product(const Recorded& a, const Recorded& b) {
  if (!a.place || !b.place) return {};
  recorder->read(*b.place);
  Step& step = recorder->open(a.place);
  step.end = times;
  step.by = *b.place;
  Recorded result;
  result.place = step.place;
  recorder->read(step.place);
  return result;
}

void subtract_product(Recorded& acc, const Recorded& a, const Recorded& b) {
  if (!a.place || !b.place) return;
  recorder->read(*a.place);
  recorder->read(*b.place);
  Step& step = recorder->open(acc.place);
  step.products.emplace_back(*a.place, *b.place);
  acc.place = step.place;
}

bool is_zero(const Recorded& x) { return !x.place; }

}  // namespace

Steps::Steps(const Pattern& pattern, const std::vector<char>& driven, std::size_t position) {
  Recorder recording;
  recorder = &recording;
  const auto place = [](std::size_t number) { return static_cast<Place>(number); };
  std::vector<Recorded> m(pattern.column.size()), x(pattern.size()), y(pattern.size());
  for (Recorded& entry : m) entry.place = recording.number();
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    source_.push_back(place(recording.number()));
    if (driven[p]) x[p].place = source_[p];
  }
  const std::size_t one = recording.number(), zero = recording.number();
  y[position].place = one;

  Elimination<Recorded> elimination(pattern);
  elimination.factor(m, 0.0);
  elimination.solve(x);
  elimination.solve_transposed(y);
  for (const auto& [from, to] : {std::pair(&x, &amplitude_), std::pair(&y, &adjoint_)}) {
    for (const Recorded& value : *from) {
      if (value.place) recording.read(*value.place);
      to->push_back(place(value.place.value_or(zero)));
    }
  }
  recorder = nullptr;

  numbers_.resize(recording.numbers());
  numbers_[one] = {1, 0};
  for (const Step& step : recording.in_order()) {
    const Place shape = place(step.shape());
    if (runs_.empty() || runs_.back().shape != shape) runs_.push_back({shape, 0});
    ++runs_.back().count;
    code_.push_back(place(step.place));
    code_.push_back(place(step.init.value_or(zero)));
    if (step.end == times) code_.push_back(place(step.by));
    for (const auto& [a, b] : step.products) {
      code_.push_back(place(a));
      code_.push_back(place(b));
    }
  }
}

namespace {

using Two = double __attribute__((vector_size(16)));
using Places = std::int64_t __attribute__((vector_size(16)));

inline __attribute__((always_inline)) Two load(const PlainComplex& x) { return Two{x.re, x.im}; }
// Rounded as products of PlainComplex are.
inline __attribute__((always_inline)) Two product(const PlainComplex& a, Two b) {
  const Two re = Two{a.re, a.re} * b, im = Two{a.im, a.im} * __builtin_shuffle(b, Places{1, 0});
  return __builtin_shuffle(re - im, re + im, Places{0, 3});
}

// One step; what it reads of the code is passed over.
inline __attribute__((always_inline)) void take(PlainComplex* number, const std::uint32_t*& code,
                                                std::uint32_t products, std::uint32_t end) {
  PlainComplex& result = number[code[0]];
  Two s = load(number[code[1]]);
  code += 2;
  const std::uint32_t by = end == times ? *code++ : 0;
  for (; products > 0; --products, code += 2) {
    s -= product(number[code[0]], load(number[code[1]]));
  }
  if (end == times) {
    s = product(number[by], s);
  } else if (end == inverse) {
    const double scale = 1 / (s[0] * s[0] + s[1] * s[1]);
    s *= Two{scale, -scale};
  }
  result = {s[0], s[1]};
}

// A run of the shape, unrolled.
template <std::uint32_t Shape>
inline __attribute__((always_inline)) void run_of(PlainComplex* number, const std::uint32_t*& code,
                                                  std::uint32_t count) {
  for (; count > 0; --count) take(number, code, Shape >> 2, Shape & 3U);
}

template <class Runs>
inline __attribute__((always_inline)) void run_all(const Runs& runs, const std::uint32_t* code,
                                                   PlainComplex* number) {
  for (const auto& run : runs) {
    switch (run.shape) {
      case 0 << 2 | times:
        run_of<0 << 2 | times>(number, code, run.count);
        break;
      case 0 << 2 | inverse:
        run_of<0 << 2 | inverse>(number, code, run.count);
        break;
      case 1 << 2 | as_it_is:
        run_of<1 << 2 | as_it_is>(number, code, run.count);
        break;
      case 1 << 2 | times:
        run_of<1 << 2 | times>(number, code, run.count);
        break;
      case 1 << 2 | inverse:
        run_of<1 << 2 | inverse>(number, code, run.count);
        break;
      case 2 << 2 | as_it_is:
        run_of<2 << 2 | as_it_is>(number, code, run.count);
        break;
      case 2 << 2 | times:
        run_of<2 << 2 | times>(number, code, run.count);
        break;
      case 2 << 2 | inverse:
        run_of<2 << 2 | inverse>(number, code, run.count);
        break;
      case 3 << 2 | times:
        run_of<3 << 2 | times>(number, code, run.count);
        break;
      case 3 << 2 | inverse:
        run_of<3 << 2 | inverse>(number, code, run.count);
        break;
      default:
        for (std::uint32_t k = 0; k < run.count; ++k) {
          take(number, code, run.shape >> 2, run.shape & 3U);
        }
    }
  }
}

#ifdef __x86_64__
// One instruction in place of two or three for most of what take() does.
template <class Runs>
__attribute__((target("avx"))) void run_with_avx(const Runs& runs, const std::uint32_t* code,
                                                 PlainComplex* number) {
  run_all(runs, code, number);
}
#endif

}  // namespace

void Steps::run() {
#ifdef __x86_64__
  static const bool avx = __builtin_cpu_supports("avx");
  if (avx) return run_with_avx(runs_, code_.data(), numbers_.data());
#endif
  run_all(runs_, code_.data(), numbers_.data());
}

}  // namespace qbnet
