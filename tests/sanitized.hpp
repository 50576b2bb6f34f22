// Whether the tests run under AddressSanitizer, which reserves terabytes of addresses: no limit on
// them can be set then.
#pragma once

namespace qbnet::test {

#ifdef __SANITIZE_ADDRESS__
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

}  // namespace qbnet::test
