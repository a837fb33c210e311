// SPDX-License-Identifier: Apache-2.0
// Who words a report: opens the model that was asked for and lets the agents write with it. A model
// that cannot be had costs a sentence, never the report.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "facts/draft.h"
#include "llm/gguf.h"
#include "llm/model.h"

namespace chimera::cli {

// The GGUF file that came with the program; empty where none did.
std::string default_model();
// CHIMERA_LLM where it is set, else "embedded".
std::string default_writer();

struct WriterOptions {
    std::string llm = default_writer();  // embedded, ollama, openai, random, adversarial, off
    // A GGUF file, or a name on the server; empty: the one that was built with the program, or the
    // only one that the server has.
    std::string model;
    std::string replay;         // metrics.json of an earlier report
    std::uint64_t threads = 0;  // 0: physical cores
    std::uint64_t seed = 1;
    llm::Options options;
    // What Collector and Insight are told; empty: `options`, both of them.
    std::vector<llm::Options> seats;
    std::string wording = "lattice";
    std::string base_url;       // of the server
    std::string collector_url;  // where an agent has a server of its own
    std::string insight_url;
    std::string key_file;
    std::string key_variable;
    bool sequential = false;  // the agents write one after the other
    bool progress = true;
    bool reproducible = false;  // nothing that was timed enters the draft
};

// What the agent of this seat is told.
const llm::Options& seat_options(const WriterOptions& options, std::size_t seat);

// A model of this process that was opened once and words several drafts.
struct LoadedModel {
    std::unique_ptr<llm::Gguf> gguf;
};

// True where the mode is one that there is.
bool is_writer(const std::string& llm);
std::string writer_names();
// True where the model is behind a server.
bool is_served(const std::string& llm);

// Loads it where it is not loaded yet and the mode has a model of this process. Errors: no model, a
// file or a processor that it cannot live with.
Status load_model(const WriterOptions& options, LoadedModel& loaded);

// Words the draft and adds what it says of its words. `remarks`: what could not be had, a sentence
// each. Ctrl-C ends the writing, not the report. Errors: those of a replay.
Status write_draft(facts::Draft& draft, const WriterOptions& options, LoadedModel& loaded,
                   std::vector<std::string>& remarks);

}  // namespace chimera::cli
