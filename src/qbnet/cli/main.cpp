#include <fmt/core.h>

int main() {
  fmt::print("qbnet {}\n", QBNET_VERSION);
  return 0;
}
