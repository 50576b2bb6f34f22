#include "qbnet/files/json_output.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace qbnet {
namespace {

using Layout = JsonWriter::Layout;

template <class T>
std::string dump(const T& value) {
  JsonWriter json;
  json.value(value);
  return json.take();
}

TEST(JsonOutput, LaysOutBlocksAndLines) {
  JsonWriter json;
  json.begin_object();
  json.key("format");
  json.value("x/1");
  json.key("none");
  json.begin_array();
  json.end_array();
  json.key("numbers");
  json.begin_array(Layout::line);
  json.value(1.0);
  json.null();
  json.end_array();
  json.key("things");
  json.begin_array();
  json.begin_object(Layout::line);
  json.key("a");
  json.begin_object();
  json.key("b");
  json.value(true);
  json.end_object();
  json.key("c");
  json.value(std::size_t{7});
  json.end_object();
  json.end_array();
  json.end_object();
  EXPECT_EQ(json.take(),
            "{\n"
            "  \"format\": \"x/1\",\n"
            "  \"none\": [],\n"
            "  \"numbers\": [1, null],\n"
            "  \"things\": [\n"
            "    {\"a\": {\"b\": true}, \"c\": 7}\n"
            "  ]\n"
            "}\n");
}

TEST(JsonOutput, SeventeenDigitsReadBackTheSame) {
  EXPECT_EQ(dump(0.1), "0.10000000000000001\n");
  EXPECT_EQ(dump(-2.0), "-2\n");
  for (const double value : {1.0 / 3, 5e-324, 1.7976931348623157e308, 1e22, -3.3e-5, 123456.789}) {
    EXPECT_EQ(nlohmann::json::parse(dump(value)).get<double>(), value);
  }
}

TEST(JsonOutput, NeverNanOrInfinite) {
  EXPECT_EQ(dump(std::numeric_limits<double>::infinity()), "null\n");
  EXPECT_EQ(dump(-std::numeric_limits<double>::infinity()), "null\n");
  EXPECT_EQ(dump(std::numeric_limits<double>::quiet_NaN()), "null\n");
  EXPECT_EQ(dump(-0.0), "0\n");
}

TEST(JsonOutput, ScaledNumbersUnderflowToZeroAndOverflowToNull) {
  EXPECT_EQ(dump(ScaledReal(1.0, -10000)), "0\n");
  EXPECT_EQ(dump(ScaledReal(1.0, 10000)), "null\n");
  EXPECT_EQ(dump(ScaledReal(1.5, 1)), "3\n");
  JsonWriter json;
  json.begin_array(Layout::line);
  json.log10_value(ScaledReal(0.0));
  json.log10_value(ScaledReal(1.0));
  json.log10_value(ScaledReal(1.0, 1000000));
  json.log10_value(ScaledReal(1.0, -1000000));
  json.end_array();
  const nlohmann::json read = nlohmann::json::parse(json.take());
  EXPECT_TRUE(read[0].is_null());
  EXPECT_EQ(read[1], 0);
  EXPECT_DOUBLE_EQ(read[2].get<double>(), 301029.99566398119521);
  EXPECT_DOUBLE_EQ(read[3].get<double>(), -301029.99566398119521);
}

TEST(JsonOutput, EscapesText) {
  const std::string text = "a\"b\\c\n\x01\xcf\x89";
  EXPECT_EQ(dump(std::string_view(text)), "\"a\\\"b\\\\c\\u000a\\u0001\xcf\x89\"\n");
  EXPECT_EQ(nlohmann::json::parse(dump(std::string_view(text))).get<std::string>(), text);
}

}  // namespace
}  // namespace qbnet
