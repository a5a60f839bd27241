//===- UsageError.cpp - What tools say about wrong command lines ----------===//

#include "usage/UsageError.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace w2o {

/// Levenshtein distance.
static size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t(0));
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t substituted = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string nearestName(const std::string &word,
                        const std::vector<std::string> &names) {
  // What is far longer than any name is not compared: it takes its square.
  constexpr size_t longest = 100;
  if (word.size() > longest)
    return "";
  auto nearest =
      std::min_element(names.begin(), names.end(), [&](auto &a, auto &b) {
        return editDistance(word, a) < editDistance(word, b);
      });
  bool isNear = nearest != names.end() && word.size() > 1 &&
                editDistance(word, *nearest) <= 1 + word.size() / 3;
  return isNear ? *nearest : "";
}

std::string unknownValue(const std::string &option, const std::string &value,
                         const std::vector<std::string> &names) {
  std::string text = "unknown value '" + value + "' for " + option;
  std::string nearest = nearestName(value, names);
  if (!nearest.empty())
    return text + ", did you mean '" + nearest + "'?";
  text += ", expected ";
  for (size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

/// Of an option that nobody knows, as it was typed.
static std::string unknownOption(const CLI::App &app,
                                 const std::string &typed) {
  std::string text = "unknown option '" + typed + "'";
  std::vector<std::string> names;
  for (const CLI::Option *option : app.get_options())
    names.insert(names.end(), option->get_lnames().begin(),
                 option->get_lnames().end());
  size_t begin = std::min(typed.find_first_not_of('-'), typed.size());
  std::string word = typed.substr(begin, typed.find('=') - begin);
  std::string nearest = nearestName(word, names);
  return text + (nearest.empty() ? "; --help shows the options"
                                 : ", did you mean '--" + nearest + "'?");
}

std::string usageMessage(const CLI::App &app, const CLI::ParseError &error) {
  std::string text = error.what();
  if (error.get_exit_code() == int(CLI::ExitCodes::ExtrasError)) {
    // "The following argument was not expected: WORD"
    size_t colon = text.find(':');
    std::string word =
        colon == std::string::npos ? text : text.substr(colon + 1);
    word.erase(0, word.find_first_not_of(" \t\n"));
    word.erase(std::min(word.size(), word.find_last_not_of(" \t\n") + 1));
    if (word.size() > 1 && word[0] == '-')
      text = unknownOption(app, word);
    else
      text = "more than one input file: '" + word +
             "'; --help shows the options";
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

} // namespace w2o
