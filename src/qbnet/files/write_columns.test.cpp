#include "qbnet/files/write_columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "qbnet/base/status.hpp"
#include "tests/command_line.hpp"

namespace qbnet {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string name_of(std::size_t row) { return row % 3 == 0 ? "c" : "b" + std::to_string(row); }
double number_of(std::size_t row) {
  return row == 1 ? nan : row == 2 ? -infinity : 0.1 * double(row);
}
std::int64_t integer_of(std::size_t row) { return -3'000'000'000 * std::int64_t(row); }

ColumnTable table(std::size_t rows) {
  ColumnTable made;
  made.rows = rows;
  made.columns = {{"name", "", "of the mode", Column::Text(name_of)},
                  {"energy", "omega", "how much", Column::Number(number_of)},
                  {"exponent", "1", "of two", Column::Integer(integer_of)}};
  made.facts = {
      {"format", "test/1"}, {"power", 2.5}, {"settings", std::vector<std::string>{"g=1", "h=2"}}};
  return made;
}

std::string written(const ColumnTable& columns, void (*writer)(const ColumnTable&, const Append&)) {
  std::string bytes;
  writer(columns, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

TEST(WriteColumns, CsvToTheLetter) {
  EXPECT_EQ(written(table(4), write_columns_csv),
            "name,energy,exponent\n"
            "c,0,0\n"
            "b1,,-3000000000\n"
            "b2,-inf,-6000000000\n"
            "c,0.30000000000000004,-9000000000\n");
  EXPECT_EQ(written(table(0), write_columns_csv), "name,energy,exponent\n");
}

// As numpy.lib.format describes it, read back by hand; more rows than a piece has.
TEST(WriteColumns, NpyIsAStructuredArray) {
  for (const std::size_t rows : {0U, 1U, 4U, 70'000U}) {
    const std::string bytes = written(table(rows), write_columns_npy);
    const std::size_t width = rows < 2 ? 1 : std::to_string(rows - 2).size() + 1;
    ASSERT_THAT(bytes, StartsWith(std::string("\x93NUMPY\x01\x00", 8)));
    const std::size_t head = 10 + static_cast<unsigned char>(bytes[8]) +
                             256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[9]));
    EXPECT_EQ(head % 64, 0U);
    EXPECT_THAT(bytes.substr(10, head - 10),
                StartsWith("{'descr': [('name', '<U" + std::to_string(width) +
                           "'), ('energy', '<f8'), ('exponent', '<i8')], 'fortran_order': False, "
                           "'shape': (" +
                           std::to_string(rows) + ",), }"));
    const std::size_t size = 4 * width + 16;
    ASSERT_EQ(bytes.size(), head + rows * size);
    for (std::size_t row = 0; row < rows; ++row) {
      const char* const at = bytes.data() + head + row * size;
      const std::string name = name_of(row);
      for (std::size_t k = 0; k < width; ++k) {
        std::uint32_t code = 0;
        std::memcpy(&code, at + 4 * k, 4);
        ASSERT_EQ(code, k < name.size() ? static_cast<std::uint32_t>(name[k]) : 0U);
      }
      double number = 0;
      std::int64_t integer = 0;
      std::memcpy(&number, at + 4 * width, 8);
      std::memcpy(&integer, at + 4 * width + 8, 8);
      ASSERT_TRUE(number == number_of(row) || (std::isnan(number) && row == 1));
      ASSERT_EQ(integer, integer_of(row));
    }
  }
}

TEST(WriteColumns, Hdf5HasADatasetAColumn) {
  const test::Folder folder;
  for (const std::size_t rows : {0U, 1U, 4U, 70'000U}) {
    const std::string path = folder.path("a" + std::to_string(rows) + ".h5");
    write_columns(path, table(rows));
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    std::vector<double> numbers(rows + 1);
    EXPECT_GE(H5LTread_dataset_double(file, "energy", numbers.data()), 0);
    std::vector<std::int64_t> integers(rows + 1);
    EXPECT_GE(H5LTread_dataset(file, "exponent", H5T_NATIVE_INT64, integers.data()), 0);
    hsize_t length = 99;
    H5T_class_t kind = H5T_NO_CLASS;
    std::size_t width = 0;
    EXPECT_GE(H5LTget_dataset_info(file, "name", &length, &kind, &width), 0);
    EXPECT_EQ(length, rows);
    EXPECT_EQ(kind, H5T_STRING);
    std::string names(rows * width + 1, '?');
    const hid_t set = H5Dopen2(file, "name", H5P_DEFAULT);
    const hid_t type = H5Dget_type(set);
    EXPECT_GE(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, names.data()), 0);
    H5Tclose(type);
    H5Dclose(set);
    for (std::size_t row = 0; row < rows; ++row) {
      ASSERT_TRUE(numbers[row] == number_of(row) || (std::isnan(numbers[row]) && row == 1)) << row;
      ASSERT_EQ(integers[row], integer_of(row));
      ASSERT_STREQ(names.substr(row * width, width).c_str(), name_of(row).c_str());
    }
    double power = 0;
    EXPECT_GE(H5LTget_attribute_double(file, "/", "power", &power), 0);
    EXPECT_EQ(power, 2.5);
    EXPECT_GT(H5LTfind_attribute(file, "settings"), 0);
    H5Fclose(file);
  }
}

TEST(WriteColumns, WholeOrNotAtAll) {
  const test::Folder folder;
  const std::string there = folder.write("a.csv", "mine");
  const auto refusal = [](const std::string& path, Existing existing) {
    try {
      write_columns(path, table(4), existing);
    } catch (const Error& error) {
      return std::pair(error.refusal(), std::string(error.what()));
    }
    return std::pair(Refusal::internal, std::string("not refused"));
  };
  EXPECT_EQ(refusal(there, Existing::refuse).first, Refusal::exists);
  EXPECT_EQ(test::Folder::read(there), "mine");
  EXPECT_EQ(refusal(folder.path("a.txt"), Existing::refuse).first, Refusal::usage);
  EXPECT_THAT(refusal(folder.path("a.txt"), Existing::refuse).second,
              HasSubstr("must end in .csv, .npy or .h5"));
  EXPECT_EQ(refusal(folder.path("none/a.csv"), Existing::refuse).first, Refusal::io);
  write_columns(there, table(4), Existing::replace);
  EXPECT_THAT(test::Folder::read(there), StartsWith("name,"));
  ColumnTable broken = table(4);
  broken.columns[1].cell = Column::Number([](std::size_t) -> double { throw 1; });
  for (const char* name : {"b.csv", "b.npy", "b.h5"}) {
    EXPECT_THROW(write_columns(folder.path(name), broken), int);
  }
  EXPECT_EQ(folder.entries(), 1U);
}

}  // namespace
}  // namespace qbnet
