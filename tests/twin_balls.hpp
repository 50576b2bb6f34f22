// The twin's own number type and equations, shared by its two sources.
#pragma once

#include <acb_mat.h>

#include <complex>
#include <cstddef>
#include <map>
#include <vector>

#include "tests/twin.hpp"

namespace qbnet::twin {

constexpr slong good_bits = 70;  // 21 digits
constexpr slong most_bits = 100000;

/// A complex ball.
class Ball {
 public:
  Ball() { acb_init(x_); }
  Ball(const Ball& other) : Ball() { acb_set(x_, other.x_); }
  Ball& operator=(const Ball& other) {
    acb_set(x_, other.x_);
    return *this;
  }
  ~Ball() { acb_clear(x_); }
  acb_ptr get() { return x_; }
  acb_srcptr get() const { return x_; }

 private:
  acb_t x_;
};

using Vector = std::vector<Ball>;
using Row = std::map<std::size_t, Ball>;

struct Equations {
  std::vector<Row> m;  // M, row by row; an entry that is exactly 0 is absent
  Vector b;            // -i conj(xi)
};

void set(Ball& z, std::complex<double> value);
inline bool good(const Ball& z) { return acb_rel_accuracy_bits(z.get()) >= good_bits; }

/// M = i H1 + K/2 and b, from the network's numbers taken as exact.
Equations equations(const Network& network, slong bits);
/// The modes the drive reaches through entries of M that are not exactly 0, breadth first.
std::vector<std::size_t> reached(const Equations& e);
/// The midpoint to a double mantissa.
ScaledReal rounded(const arb_t x);
Reference reference(const Ball& z, slong bits);

}  // namespace qbnet::twin
