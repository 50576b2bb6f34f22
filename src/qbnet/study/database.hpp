// As much of SQLite as a run needs: a connection, a statement, and failures that are thrown.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace qbnet {

/// A failed call.
struct SqlFailure {
  int code = SQLITE_OK;  ///< without its extension: SQLITE_FULL, SQLITE_IOERR, ...
  std::string message;

  /// The file is no database, or is not what it was.
  bool damage() const {
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
  }
};

/// One connection to one file, for one thread at a time. Everything throws SqlFailure.
class Database {
 public:
  enum class Missing { refuse, create };

  Database(const std::filesystem::path& path, Missing missing);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(handle_); }

  void run(const std::string& sql);
  /// The first column of the first row.
  std::size_t number(const char* sql) const;
  /// True if the file's structure is as it should be.
  bool sound() const;
  sqlite3* handle() const { return handle_; }

  /// Throws if `code` says that a call failed.
  void check(int code) const;

 private:
  sqlite3* handle_ = nullptr;
};

/// One statement; parameters count from 1, columns from 0.
class Statement {
 public:
  Statement(const Database& database, const char* sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(handle_); }

  Statement& bind(int index, std::size_t number);
  /// `text` and `bytes` must live until the last step.
  Statement& bind(int index, std::string_view text);
  Statement& bind_bytes(int index, std::string_view bytes);

  /// Goes to the next row; false after the last one.
  bool step();
  std::size_t number(int column) const;
  /// Valid until the next step. Empty if it cannot be read.
  std::string_view bytes(int column) const;

 private:
  const Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

/// Removes a database and what SQLite may have left beside it.
void remove_database(const std::filesystem::path& path);

}  // namespace qbnet
