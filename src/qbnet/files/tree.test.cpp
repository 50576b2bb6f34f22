#include "qbnet/files/tree.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "qbnet/files/value_reader.hpp"

namespace qbnet {
namespace {

// Every value of the tree with its place, one after the other.
void describe(const Node& node, std::string& out) {
  out += std::to_string(node.position.line) + ":" + std::to_string(node.position.column) + " ";
  if (const auto* table = std::get_if<Table>(&node.value)) {
    out += "{";
    for (const Entry& entry : *table) {
      out += entry.key + "@" + std::to_string(entry.position.line) + ":" +
             std::to_string(entry.position.column) + "=";
      describe(entry.value, out);
    }
    out += "} ";
  } else if (const auto* list = std::get_if<List>(&node.value)) {
    out += "[";
    for (const Node& element : *list) describe(element, out);
    out += "] ";
  } else {
    out += ValueReader::kind(node) + " ";
  }
}

std::string tree(std::string_view text) {
  try {
    const SourceText source("f", std::string(text));
    std::string out;
    describe(parse_tree(source), out);
    return out;
  } catch (const Error& error) {
    EXPECT_EQ(error.refusal(), Refusal::input);
    return error.what();
  }
}

TEST(Tree, Toml) {
  EXPECT_EQ(tree("z = 1\na = 'g'\n[t]\nx = [1.5, true]\n"),
            "1:1 {z@1:1=1:5 the number 1 a@2:1=2:5 the text \"g\" t@3:2=3:1 {x@4:1=4:5 [4:6 the "
            "number 1.5 4:11 true ] } } ");
  EXPECT_EQ(tree("d = 1979-05-27\n"), "1:1 {d@1:1=1:5 a date or time } ");
  EXPECT_EQ(tree("\xEF\xBB\xBF"
                 "a = 0x10\r\nb = 1_000\r\n"),
            "1:1 {a@1:1=1:5 the number 16 b@2:1=2:5 the number 1000 } ");
}

TEST(Tree, Json) {
  EXPECT_EQ(tree(R"({"z": 1, "a\"": "γ",
 "t": {"x": [1.5, true, false, null , -2e3]}})"),
            "1:1 {z@1:2=1:7 the number 1 a\"@1:10=1:17 the text \"γ\" t@2:2=2:7 {x@2:8=2:13 "
            "[2:14 the number 1.5 2:19 true 2:25 false 2:32 null 2:39 the number -2000 ] } } ");
  EXPECT_EQ(tree("\xEF\xBB\xBF\r\n {\"a\":\r\n\"\\\\\"}"), "2:2 {a@2:3=3:1 the text \"\\\" } ");
  EXPECT_EQ(tree("{}"), "1:1 {} ");
}

TEST(Tree, NumbersBeyondADouble) {
  for (const char* start : {"a=", "{\"a\":"}) {
    const std::string open = start;
    const std::string close = open[0] == '{' ? "}" : "\n";
    const std::string place =
        "f:1:" + std::to_string(open.size() + 1) + ": number must fit a double";
    EXPECT_EQ(tree(open + "1e400" + close), place + ", but \"1e400\" is too large");
    EXPECT_EQ(tree(open + "-1.5e400" + close), place + ", but \"1.5e400\" is too large");
    EXPECT_EQ(tree(open + "1e-400" + close), place + ", but \"1e-400\" is too small");
    EXPECT_EQ(tree(open + "-1e-400" + close), place + ", but \"1e-400\" is too small");
    for (const char* fine : {"0.0", "0e-400", "4.9e-324", "1e308", "-0.0"}) {
      EXPECT_NE(tree(open + fine + close).find("the number"), std::string::npos) << fine;
    }
  }
  EXPECT_EQ(tree("a = 1_0.0e-4_00\n"),
            "f:1:5: number must fit a double, but \"10.0e-400\" is too small");
}

TEST(Tree, SyntaxOfToml) {
  EXPECT_EQ(tree("a = 1\nb = [1, 2\n"),
            "f:2:11: file must be valid TOML, but: error while parsing array: encountered "
            "end-of-file");
  EXPECT_EQ(tree("a = 1\na = 2\n"),
            "f:2:5: file must be valid TOML, but: error while parsing key-value pair: cannot "
            "redefine existing integer 'a'");
  EXPECT_EQ(tree("# é\na = 1 # é\n"), "1:1 {a@2:1=2:5 the number 1 } ");
  for (const char* text : {"é = 1", "a = é", "a = 'é'", "a = \"é\"", "a = \"\\é\"", "x.é = 1",
                           "a = \"\"\"\\\né\"\"\"", "a = '#é'", "a = '''\n#é'''", "\"é\" = 1"}) {
    const std::string said = tree("# é\n" + std::string(text) + "\n");
    EXPECT_TRUE(said.starts_with("f:") &&
                said.ends_with(": text outside comments must be ASCII, but has \"é\""))
        << text << " " << said;
  }
  EXPECT_EQ(tree("a = \"\"\"x\"\"\"\" # é\"\nb = '''y''''' # é\nc = \"\\\"\" # é\nd = '\\' # é\n"),
            "1:1 {a@1:1=1:5 the text \"x\"\" b@2:1=2:5 the text \"y''\" c@3:1=3:5 the text "
            "\"\"\" d@4:1=4:5 the text \"\\\" } ")
      << "what is a comment is told apart from strings";
  for (const char* header : {"[=]", "[[ =]]", "[]", "[[]]", "[.a]", " \t[#]", "[\n]", "[,]"}) {
    const std::string said = tree("a = 1\n" + std::string(header) + "\n");
    EXPECT_TRUE(said.starts_with("f:2:") &&
                said.ends_with(": table header must hold a name, but has none"))
        << header << " " << said;
  }
  EXPECT_EQ(
      tree("[ 'a' ]\n[-b]\n[[ \"c\" ]]\n [d]\nx=[\n[1],\n[],\n]"),
      "1:1 {a@1:3=1:1 {} -b@2:2=2:1 {} c@3:4=3:1 [3:1 {} ] d@4:3=4:2 {x@5:1=5:3 [6:1 [6:2 the "
      "number 1 ] 7:1 [] ] } } ");
  EXPECT_EQ(tree("a = [ }"), "f:1:7: bracket [ must be closed by ], but is closed by }");
  EXPECT_EQ(tree("a = [{ ]"), "f:1:8: bracket { must be closed by }, but is closed by ]");
  for (const char* date : {"1979-05-27 0", "1979-05-27T", "1979-05-27tx", "1979-05-27T12:30:00Z"}) {
    EXPECT_EQ(tree("a = " + std::string(date) + "\n"),
              "f:1:5: value must be a number, text, list or table, but is a date and time");
  }
  for (const char* expression : {"g", "-g", "-pi/2", "2*gamma", "0.1*g", "sqrt(2)"}) {
    EXPECT_NE(
        tree("a = " + std::string(expression) + "\n").find("expression in quotes, but: error"),
        std::string::npos)
        << expression;
  }
  EXPECT_TRUE(tree("just words").starts_with("f:1:6: file must be valid TOML, but: "));
}

TEST(Tree, SyntaxOfJson) {
  EXPECT_EQ(tree("{\"a\": 1,\n"),
            "f:1:9: file must be valid JSON, but: syntax error while parsing object key - "
            "unexpected end of input; expected string literal");
  EXPECT_EQ(tree("{\"a\": 1,\n \"b\": nan}"),
            "f:2:8: file must be valid JSON, but: syntax error while parsing value - invalid "
            "literal; last read: '\"b\": na'");
  EXPECT_EQ(tree("{\"a\": 1,\n \"a\": 2}"),
            "f:2:2: key \"a\" must appear once, but is at line 1 "
            "already");
  EXPECT_EQ(tree("{} x").substr(0, 4), "f:1:");
}

TEST(Tree, NestingOf5000) {
  const std::string deep = ": lists and tables must nest at most 100 levels deep, but go deeper";
  const auto repeated = [](const char* piece) {
    std::string text;
    for (int k = 0; k < 5000; ++k) text += piece;
    return text;
  };
  EXPECT_EQ(tree("a = " + repeated("[") + repeated("]")), "f:1:105" + deep);
  EXPECT_EQ(tree("a = " + repeated("{a=") + "1" + repeated("}")), "f:1:305" + deep);
  EXPECT_EQ(tree("a" + repeated(".a") + " = 1"), "f:1:202" + deep);
  EXPECT_EQ(tree("[a" + repeated(" . a") + "]"), "f:1:404" + deep);
  EXPECT_EQ(tree("{\"a\": " + repeated("[") + repeated("]") + "}"), "f:1:106" + deep);
  EXPECT_EQ(tree(repeated("{\"a\":")), "f:1:501" + deep);
  std::string wide = "a = [0";
  for (int k = 0; k < 5000; ++k) wide += ", 0.5";
  EXPECT_EQ(tree(wide + "]").substr(0, 5), "1:1 {") << "a long list is not deep";
}

// Values of zero are looked up in the text: it must not be walked from its start for each.
TEST(Tree, ManyZerosOnOneLine) {
  std::string toml = "a = [0.0";
  for (int k = 0; k < 100000; ++k) toml += ",0.0";
  const SourceText source("f", toml + "]");
  const Node root = parse_tree(source);
  EXPECT_EQ(std::get<List>(std::get<Table>(root.value)[0].value.value).size(), 100001u);
}

}  // namespace
}  // namespace qbnet
