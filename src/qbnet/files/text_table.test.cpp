#include "qbnet/files/text_table.hpp"

#include <gtest/gtest.h>

namespace qbnet {
namespace {

TEST(TextTable, AlignsTextLeftAndNumbersRight) {
  TextTable table;
  table.add_column("mode", TextTable::Align::left);
  table.add_column("role", TextTable::Align::left);
  table.add_column("energy");
  table.add_row({"c", "charger", "1"});
  table.add_row({"battery_10", "battery", "12345678"});
  EXPECT_EQ(table.text(),
            "# mode        role       energy\n"
            "  c           charger         1\n"
            "  battery_10  battery  12345678\n");
}

TEST(TextTable, TheMarkStandsFirstAlsoOverNumbers) {
  TextTable table;
  table.add_column("time");
  table.add_column("b");
  table.add_row({"0.123456789", "1"});
  EXPECT_EQ(table.text(),
            "#      time  b\n"
            "0.123456789  1\n");
}

TEST(TextTable, NoRows) {
  TextTable table;
  table.add_column("time");
  EXPECT_EQ(table.text(), "# time\n");
}

TEST(TableNumber, EightDigits) {
  EXPECT_EQ(table_number(1.0 / 3), "0.33333333");
  EXPECT_EQ(table_number(-0.0), "0");
  EXPECT_EQ(table_number(2e-300), "2e-300");
}

TEST(TableNumber, WhatNoDoubleHoldsIsAPowerOfTen) {
  EXPECT_EQ(table_number(ScaledReal(0.0)), "0");
  EXPECT_EQ(table_number(ScaledReal(0.25)), "0.25");
  EXPECT_EQ(table_number(ScaledReal(1.0, -10000)), "10^-3010.3000");
  EXPECT_EQ(table_number(ScaledReal(-1.0, -10000)), "-10^-3010.3000");
  EXPECT_EQ(table_number(ScaledReal(1.0, 2000)), "10^602.0600");
  // Subnormal numbers have lost digits.
  EXPECT_EQ(table_number(ScaledReal(1.0, -1023)), "10^-307.9537");
  EXPECT_EQ(table_number(ScaledReal(1.0, -1022)), "2.2250739e-308");
}

}  // namespace
}  // namespace qbnet
