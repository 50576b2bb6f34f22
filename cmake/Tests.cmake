# One program for all tests; ctest runs each test in a process of its own.
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
include(GoogleTest)
file(GLOB QBNET_TWIN_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*.cpp)
add_executable(qbnet_tests ${QBNET_TEST_SOURCES} ${QBNET_TWIN_SOURCES})
target_include_directories(qbnet_tests PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(qbnet_tests PRIVATE
  qbnet_core qbnet_warnings GTest::gtest_main GTest::gmock rapidcheck)
# Most of a test's compilation is what every test reads, and code that runs once. The library itself
# is compiled as in a release, and without these headers, so that each of its files stands alone.
target_precompile_headers(qbnet_tests PRIVATE
  <algorithm> <cmath> <complex> <filesystem> <functional> <ranges> <string> <vector>
  <fmt/format.h> <gmock/gmock.h> <gtest/gtest.h> <nlohmann/json.hpp>)
# g++ 12 is often wrong about bounds in strings at -O1.
target_compile_options(qbnet_tests PRIVATE
  -O1 -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
target_compile_definitions(qbnet_tests PRIVATE QBNET_PROGRAM="$<TARGET_FILE:qbnet>")
# The tests run the program. A dependency of the link alone: compiling need not wait for it.
set_target_properties(qbnet_tests PROPERTIES LINK_DEPENDS "$<TARGET_FILE:qbnet>")
gtest_discover_tests(qbnet_tests DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 900)
