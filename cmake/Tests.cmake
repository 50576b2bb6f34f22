# One program for all tests; ctest runs each test in a process of its own.
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
include(GoogleTest)
file(GLOB QBNET_TWIN_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*.cpp)
add_executable(qbnet_tests ${QBNET_TEST_SOURCES} ${QBNET_TWIN_SOURCES})
target_include_directories(qbnet_tests PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(qbnet_tests PRIVATE
  qbnet_core qbnet_warnings GTest::gtest_main GTest::gmock rapidcheck)
target_compile_definitions(qbnet_tests PRIVATE QBNET_PROGRAM="$<TARGET_FILE:qbnet>")
# The tests run the program. A dependency of the link alone: compiling need not wait for it.
set_target_properties(qbnet_tests PROPERTIES LINK_DEPENDS "$<TARGET_FILE:qbnet>")
gtest_discover_tests(qbnet_tests DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 900)
