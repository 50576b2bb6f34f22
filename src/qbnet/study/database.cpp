#include "qbnet/study/database.hpp"

#include <unistd.h>

#include <system_error>

namespace qbnet {

Database::Database(const std::filesystem::path& path, Missing missing) {
  const int create = missing == Missing::create ? SQLITE_OPEN_CREATE : 0;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | create, nullptr);
  try {
    check(code);
    // Alone on the file (RunLock sees to that), SQLite needs no shared memory in WAL mode, and so
    // works on every file system.
    run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON");
  } catch (const SqlFailure&) {
    sqlite3_close(handle_);
    throw;
  }
}

void Database::check(int code) const {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  SqlFailure failure{code & 0xff, sqlite3_errstr(code)};
  if (handle_ != nullptr) {
    failure.message = sqlite3_errmsg(handle_);
    const int error = sqlite3_system_errno(handle_);
    if (error != 0 && (failure.code == SQLITE_IOERR || failure.code == SQLITE_CANTOPEN)) {
      failure.message += ": " + std::generic_category().message(error);
    }
  }
  throw failure;
}

void Database::run(const std::string& sql) {
  check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
}

std::size_t Database::number(const char* sql) const {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

bool Database::sound() const {
  try {
    Statement statement(*this, "PRAGMA quick_check(1)");
    return statement.step() && statement.bytes(0) == "ok";
  } catch (const SqlFailure&) {
    return false;
  }
}

Statement::Statement(const Database& database, const char* sql) : database_(database) {
  database.check(sqlite3_prepare_v2(database.handle(), sql, -1, &handle_, nullptr));
}

Statement& Statement::bind(int index, std::size_t number) {
  database_.check(sqlite3_bind_int64(handle_, index, static_cast<sqlite3_int64>(number)));
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  database_.check(
      sqlite3_bind_text64(handle_, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_bytes(int index, std::string_view bytes) {
  database_.check(sqlite3_bind_blob64(handle_, index, bytes.data(), bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  database_.check(code);
  return code == SQLITE_ROW;
}

std::size_t Statement::number(int column) const {
  return static_cast<std::size_t>(sqlite3_column_int64(handle_, column));
}

std::string_view Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

void remove_database(const std::filesystem::path& path) {
  // The file itself first: the others mean nothing without it, but it may mean less without them.
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    ::unlink((path.native() + suffix).c_str());
  }
}

}  // namespace qbnet
