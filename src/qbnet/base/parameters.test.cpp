#include "qbnet/base/parameters.hpp"

#include <gtest/gtest.h>

#include "qbnet/base/status.hpp"

namespace qbnet {
namespace {

std::string refusal(Parameters& parameters, std::string_view name) {
  try {
    parameters.declare(name);
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return error.what();
  }
  return "accepted";
}

TEST(Parameters, DeclaredThenDefined) {
  Parameters parameters;
  parameters.declare("b");
  parameters.declare("a");
  EXPECT_TRUE(parameters.declared("a"));
  EXPECT_FALSE(parameters.declared("c"));
  EXPECT_FALSE(parameters.use("c"));
  EXPECT_FALSE(parameters.use("a"));
  parameters.define("a", 2);
  EXPECT_EQ(parameters.use("a")->value, 2.0);
  EXPECT_EQ(parameters.names(), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(parameters.unused(), std::vector<std::string>{"b"});
  ASSERT_EQ(parameters.defined().size(), 1u);
  EXPECT_EQ(parameters.defined()[0].first, "a");
}

TEST(Parameters, Names) {
  Parameters parameters;
  EXPECT_EQ(refusal(parameters, "gamma_1"), "accepted");
  EXPECT_EQ(refusal(parameters, "gamma_1"),
            "name of a parameter must be unique, but two are \"gamma_1\"");
  EXPECT_EQ(refusal(parameters, "sqrt"),
            "name of a parameter must be free, but \"sqrt\" is a function");
  EXPECT_EQ(refusal(parameters, "pi"),
            "name of a parameter must be free, but \"pi\" is the number");
  for (const char* name : {"", "1g", "g-1", "γ", "g h"}) {
    EXPECT_EQ(refusal(parameters, name),
              "name of a parameter must be at most 64 letters, digits and _, no digit first, but "
              "is \"" +
                  std::string(name) + "\"");
  }
  EXPECT_EQ(refusal(parameters, std::string(64, 'g')), "accepted");
  EXPECT_NE(refusal(parameters, std::string(65, 'g')), "accepted");
}

}  // namespace
}  // namespace qbnet
