#include "qbnet/files/write_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <iterator>

#include "qbnet/files/csv_text.hpp"
#include "qbnet/files/hdf5_file.hpp"
#include "qbnet/files/npy_header.hpp"
#include "qbnet/files/output_format.hpp"

namespace qbnet {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

constexpr std::size_t rows_a_piece = std::size_t{1} << 16U;

// Calls visit(first, count) for pieces of the rows, in order.
template <class Visit>
void in_pieces(std::size_t rows, const Visit& visit) {
  for (std::size_t first = 0; first < rows; first += rows_a_piece) {
    visit(first, std::min(rows_a_piece, rows - first));
  }
}

// Of the longest cell; an empty one has one character, for no format has a width of 0.
std::size_t width_of(const Column::Text& cell, std::size_t rows) {
  std::size_t width = 1;
  for (std::size_t row = 0; row < rows; ++row) width = std::max(width, cell(row).size());
  return width;
}

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

template <class T>
void put_bytes(std::string& buffer, const T& value) {
  buffer.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// UTF-32, as NumPy keeps text, filled up with NUL.
void put_utf32(std::string& buffer, std::string_view ascii, std::size_t width) {
  const std::size_t begin = buffer.size();
  buffer.resize(begin + 4 * width);
  for (std::size_t k = 0; k < ascii.size(); ++k) buffer[begin + 4 * k] = ascii[k];
}

}  // namespace

void write_columns_csv(const ColumnTable& table, const Append& append) {
  std::string buffer;
  for (const Column& column : table.columns) {
    if (!buffer.empty()) buffer += ',';
    buffer += csv_field(column.name);
  }
  buffer += '\n';
  for (std::size_t row = 0; row < table.rows; ++row) {
    bool first = true;
    for (const Column& column : table.columns) {
      if (!std::exchange(first, false)) buffer += ',';
      std::visit(Overloaded{[&](const Column::Number& cell) { put_csv_number(buffer, cell(row)); },
                            [&](const Column::Integer& cell) {
                              fmt::format_to(std::back_inserter(buffer), "{}", cell(row));
                            },
                            [&](const Column::Text& cell) { buffer += csv_field(cell(row)); }},
                 column.cell);
    }
    buffer += '\n';
    if (buffer.size() >= full_csv_buffer) {
      append(buffer);
      buffer.clear();
    }
  }
  append(buffer);
}

void write_columns_npy(const ColumnTable& table, const Append& append) {
  std::string fields;
  std::vector<std::size_t> widths;
  for (const Column& column : table.columns) {
    widths.push_back(0);
    const std::string type =
        std::visit(Overloaded{[](const Column::Number&) { return std::string("<f8"); },
                              [](const Column::Integer&) { return std::string("<i8"); },
                              [&](const Column::Text& cell) {
                                widths.back() = width_of(cell, table.rows);
                                return fmt::format("<U{}", widths.back());
                              }},
                   column.cell);
    fields += fmt::format("{}('{}', '{}')", fields.empty() ? "" : ", ", column.name, type);
  }
  const std::size_t shape[] = {table.rows};
  append(npy_header("[" + fields + "]", shape));
  std::string buffer;
  in_pieces(table.rows, [&](std::size_t first, std::size_t count) {
    buffer.clear();
    for (std::size_t row = first; row < first + count; ++row) {
      for (std::size_t k = 0; k < table.columns.size(); ++k) {
        std::visit(
            Overloaded{[&](const Column::Text& cell) { put_utf32(buffer, cell(row), widths[k]); },
                       [&](const auto& cell) { put_bytes(buffer, cell(row)); }},
            table.columns[k].cell);
      }
    }
    append(buffer);
  });
}

namespace {

// One column, piece by piece. `Value` as it lies in memory.
template <class Value, class Cell>
Hdf5Handle write_numbers(const Hdf5File& file, const Column& column, std::size_t rows,
                         const Cell& cell, hid_t type, hid_t memory) {
  Hdf5Handle set = file.dataset(dataset_name(column.name), {rows}, type, memory, nullptr);
  std::vector<Value> values;
  in_pieces(rows, [&](std::size_t first, std::size_t count) {
    values.clear();
    for (std::size_t row = first; row < first + count; ++row) values.push_back(cell(row));
    file.write_piece(set, first, count, memory, values.data());
  });
  return set;
}

Hdf5Handle write_texts(const Hdf5File& file, const Column& column, std::size_t rows,
                       const Column::Text& cell) {
  const std::size_t width = width_of(cell, rows);
  const Hdf5Handle type = file.text_of_width(width);
  Hdf5Handle set = file.dataset(dataset_name(column.name), {rows}, type, type, nullptr);
  std::string bytes;
  in_pieces(rows, [&](std::size_t first, std::size_t count) {
    bytes.assign(count * width, '\0');
    for (std::size_t k = 0; k < count; ++k) {
      const std::string text = cell(first + k);
      std::memcpy(bytes.data() + k * width, text.data(), text.size());
    }
    file.write_piece(set, first, count, type, bytes.data());
  });
  return set;
}

void write_fact(const Hdf5File& file, const TableFact& fact) {
  const char* const name = fact.name.c_str();
  std::visit(Overloaded{[&](double value) { file.number(file.root(), name, value); },
                        [&](const std::string& value) { file.text(file.root(), name, value); },
                        [&](const std::vector<std::string>& values) {
                          file.texts(file.root(), name, values);
                        }},
             fact.value);
}

}  // namespace

void write_columns_hdf5(const ColumnTable& table, int descriptor,
                        const std::filesystem::path& path) {
  const Hdf5Silence silence;
  Hdf5File file(descriptor, path);
  for (const TableFact& fact : table.facts) write_fact(file, fact);
  for (const Column& column : table.columns) {
    Hdf5Handle set = std::visit(
        Overloaded{
            [&](const Column::Number& cell) {
              return write_numbers<double>(file, column, table.rows, cell, H5T_IEEE_F64LE,
                                           H5T_NATIVE_DOUBLE);
            },
            [&](const Column::Integer& cell) {
              return write_numbers<std::int64_t>(file, column, table.rows, cell, H5T_STD_I64LE,
                                                 H5T_NATIVE_INT64);
            },
            [&](const Column::Text& cell) { return write_texts(file, column, table.rows, cell); }},
        column.cell);
    if (!column.unit.empty()) file.text(set, "units", column.unit);
    file.text(set, "description", column.about);
    file.check(set.close());
  }
  file.close();
}

void write_columns(const std::filesystem::path& path, const ColumnTable& table, Existing existing) {
  write_output_file(path,
                    {[&](const Append& append) { write_columns_csv(table, append); },
                     [&](const Append& append) { write_columns_npy(table, append); },
                     [&](int descriptor) { write_columns_hdf5(table, descriptor, path); }},
                    existing);
}

}  // namespace qbnet
