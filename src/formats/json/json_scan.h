// SPDX-License-Identifier: Apache-2.0
// Finds where documents begin, end and break off, without judging what stands in them. simdjson
// refuses a damaged document as a whole; what is found here says which part of it can be parsed all
// the same.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::formats {

// An array or object that is open at the place where the scan ended.
struct OpenBracket {
    bool array = false;
    bool of_objects = false;   // an array that holds an object
    std::size_t open = 0;      // the place of its bracket
    std::size_t complete = 0;  // behind its last complete member: everything before is sound
};

struct DocumentScan {
    enum class State { kNone, kComplete, kBroken };
    State state = State::kNone;  // kNone: nothing but blanks
    std::size_t begin = 0;
    std::size_t end = 0;            // behind the document; where it breaks off if broken
    std::vector<OpenBracket> open;  // kBroken only, outermost first; the first 1024 levels
};

// Reads from `from` to the end of the first document there; text[stop] and beyond does not exist.
DocumentScan scan_document(std::string_view text, std::size_t from, std::size_t stop);

// The sound part of a broken document, closed: cut behind the last complete element of the
// innermost array of objects; without one, of the outermost array; without one, of the innermost
// object. An object that was being written when the file broke off must not pass as a record.
std::string sound_part(std::string_view text, const DocumentScan& broken);

// The element of the innermost array of objects that holds `at`, as [first, second); empty if none.
std::pair<std::size_t, std::size_t> element_around(std::string_view text, std::size_t begin,
                                                   std::size_t at);

// Control characters inside strings, which JSON forbids and writers leave there, become spaces.
void blank_control_characters(std::string& text);

std::size_t line_of(std::string_view text, std::size_t at);  // from 1

}  // namespace chimera::formats
