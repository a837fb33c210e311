// SPDX-License-Identifier: Apache-2.0
#include "bench/load.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <memory>

#include "bench/reply_reader.h"
#include "bench/wire_socket.h"
#include "core/clock.h"
#include "llm/connection.h"

namespace chimera::bench {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// A connection and the request that is on it.
struct Line {
    WireSocket socket;
    ReplyReader reader;
    Sample sample = {};
    std::string request = {};
    bool is_busy = false;
    bool is_connected = false;
    bool has_answered = false;  // an earlier request on this connection
    bool is_heard = false;      // something of the reply has come
    double touched_s = 0;       // when something last happened to the request
    std::size_t turn = 0;       // a handler of a request that has ended finds another turn
    std::size_t reading = 0;    // the turn that waits for bytes

    using Arrived = std::function<void(Line&, SocketError, const Arrival&)>;
    Line(asio::io_context& loop, asio::ssl::context* tls, const llm::ChatWire& wire,
         const Arrived& arrived)
        : socket(loop, tls,
                 [this, arrived](SocketError error, const Arrival& arrival) {
                     if (reading == turn && is_busy) arrived(*this, error, arrival);
                 }),
          reader(wire) {}
};

class Run {
public:
    Run(const llm::ChatWire& wire, const Load& load, const Hooks& hooks)
        : wire_(wire), load_(load), hooks_(hooks) {}
    Result<LoadResult> run();

private:
    Status prepare_tls();
    void open_ahead();
    void settle(std::size_t connections);
    void pump();
    void wait_for_due();
    bool may_begin() const;
    void begin(std::size_t index, double due_s, double taken_s);
    Line& new_line();
    Line& free_line();
    void connect(Line& line);
    void send(Line& line);
    void receive(Line& line);
    void arrived(Line& line, SocketError error, const Arrival& arrival);
    bool was_closing(const Line& line) const;
    void send_anew(Line& line);
    void fail(Line& line, std::string reason, std::string message);
    void end(Line& line, bool keep);
    void tick();
    void watch_stalls();
    void sweep_late(double now_s);
    void finish_if_over();
    bool is_closed_load() const { return load_.due_s.empty(); }
    double now() const { return monotonic_seconds() - began_s_; }
    std::string head() const;

    const llm::ChatWire& wire_;
    const Load& load_;
    const Hooks& hooks_;
    asio::io_context loop_{1};
    std::optional<asio::ssl::context> tls_;
    tcp::endpoint endpoint_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::vector<Line*> free_;
    std::deque<std::size_t> waiting_;  // open load: due and without a place
    std::vector<double> free_users_;   // closed load: since when a user is free
    asio::steady_timer due_timer_{loop_};
    asio::steady_timer tick_timer_{loop_};
    asio::steady_timer stall_timer_{loop_};
    double began_s_ = 0;
    double stall_due_s_ = 0;
    std::size_t next_ = 0;     // index of the next request to become due
    std::size_t blocked_ = 0;  // those before it that still wait found no place
    double freed_s_ = 0;       // when a place became free last
    std::size_t opening_ = 0;  // connections that are opened ahead; nothing is sent before
    bool stopping_ = false;
    Progress progress_;
    LoadResult out_;
    std::string head_;
};

}  // namespace

static asio::steady_timer::duration duration_of(double seconds) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::max(0.0, seconds) * 1e9));
}

// Everything of a request but its length and its body.
std::string Run::head() const {
    std::string out = fmt::format(
        "POST {}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: chimera\r\nAccept-Encoding: identity\r\n"
        "Content-Type: application/json\r\n",
        wire_.url.path, wire_.target, wire_.url.authority());
    for (const auto& [name, value] : wire_.headers) out += fmt::format("{}: {}\r\n", name, value);
    return out;
}

Status Run::prepare_tls() {
    if (!wire_.url.tls) return Done{};
    const SocketError error = llm::prepare_tls(tls_, wire_.ca_file);
    if (!error) return Done{};
    return input_error(fmt::format("the certificates to trust cannot be read ({}); check the file",
                                   error.message()),
                       wire_.ca_file);
}

// A place under the cap, and time left.
bool Run::may_begin() const {
    if (stopping_) return false;
    const bool has_place = !load_.concurrency || progress_.in_flight < *load_.concurrency;
    const bool in_time = !load_.duration_s || now() < *load_.duration_s;
    const bool is_wanted = !is_closed_load() || load_.requests == 0 || next_ < load_.requests;
    return has_place && in_time && is_wanted;
}

// Begins what can begin now.
void Run::pump() {
    if (opening_ > 0) return;
    if (is_closed_load()) {
        while (!free_users_.empty() && may_begin()) {
            const double since_s = free_users_.back();
            free_users_.pop_back();
            begin(next_++, since_s, since_s);
        }
        finish_if_over();
        return;
    }
    for (const double now_s = now(); next_ < load_.due_s.size() && !stopping_; ++next_) {
        if (load_.due_s[next_] > now_s) break;
        waiting_.push_back(next_);
    }
    for (; !waiting_.empty() && may_begin(); waiting_.pop_front()) {
        const double due_s = load_.due_s[waiting_.front()];
        // What had to wait for a place is taken up when one was free; all other delay is ours.
        const bool had_to_wait = waiting_.front() < blocked_;
        begin(waiting_.front(), due_s, had_to_wait ? std::max(due_s, freed_s_) : due_s);
    }
    if (!waiting_.empty()) blocked_ = next_;
    wait_for_due();
    finish_if_over();
}

void Run::wait_for_due() {
    if (stopping_ || next_ >= load_.due_s.size()) return;
    due_timer_.expires_after(duration_of(load_.due_s[next_] - now()));
    due_timer_.async_wait([this](SocketError error) {
        if (!error) pump();
    });
}

Line& Run::new_line() {
    lines_.push_back(
        std::make_unique<Line>(loop_, tls_ ? &*tls_ : nullptr, wire_,
                               [this](Line& line, SocketError error, const Arrival& arrival) {
                                   arrived(line, error, arrival);
                               }));
    return *lines_.back();
}

Line& Run::free_line() {
    if (free_.empty()) return new_line();
    Line& line = *free_.back();
    free_.pop_back();
    if (!line.socket.is_stale()) return line;
    line.socket.close();
    line.is_connected = false;
    return line;
}

void Run::begin(std::size_t index, double due_s, double taken_s) {
    Line& line = free_line();
    Ask ask = hooks_.ask(index);
    line.sample = {};
    line.sample.index = index;
    line.sample.prompt = ask.prompt;
    line.sample.began_s = began_s_;
    line.sample.due_s = due_s;
    line.sample.taken_s = taken_s;
    line.sample.begun_s = now();
    line.request = fmt::format("{}Content-Length: {}\r\n\r\n{}", head_, ask.body.size(), ask.body);
    line.is_busy = true;
    line.is_heard = false;
    line.touched_s = now();
    ++line.turn;
    ++progress_.in_flight;
    out_.client.most_in_flight = std::max(out_.client.most_in_flight, progress_.in_flight);
    line.reader.begin(line.sample);
    if (line.is_connected) {
        ++out_.client.reused;
        send(line);
    } else {
        connect(line);
    }
}

void Run::connect(Line& line) {
    const std::size_t turn = line.turn;
    line.socket.connect(endpoint_, wire_.url, [this, &line, turn](SocketError error) {
        if (line.turn != turn || !line.is_busy) return;
        if (error) {
            auto [reason, message] = connect_fault(error);
            fail(line, std::move(reason), std::move(message));
            return;
        }
        ++out_.client.connections;
        line.is_connected = true;
        line.has_answered = false;
        line.sample.connected_s = line.touched_s = now();
        send(line);
    });
}

void Run::send(Line& line) {
    const std::size_t turn = line.turn;
    line.touched_s = now();
    // The first time counts: what is lost until a second sending is the server's.
    if (!line.sample.sent_s) line.sample.sent_s = line.touched_s;
    progress_.lag_s = *line.sample.sent_s - line.sample.taken_s;
    line.socket.send(line.request, [this, &line, turn](SocketError error) {
        if (line.turn != turn || !line.is_busy) return;
        if (error && was_closing(line)) {
            send_anew(line);
            return;
        }
        if (error) {
            fail(line, "broken_off",
                 fmt::format("the connection broke while the request was sent "
                             "({}); see the server's log",
                             error.message()));
            return;
        }
        receive(line);
    });
}

void Run::receive(Line& line) {
    line.reading = line.turn;
    line.socket.receive();
}

void Run::arrived(Line& line, SocketError error, const Arrival& arrival) {
    const double at_s = std::max(arrival.at_s - began_s_, *line.sample.sent_s);
    if (error && was_closing(line)) {
        send_anew(line);
        return;
    }
    if (error) {
        line.is_connected = false;
        line.socket.close();
        line.reader.closed(now());
        end(line, false);
        return;
    }
    line.is_heard = true;
    line.touched_s = arrival.read_s - began_s_;
    const double lag_s = arrival.read_s - arrival.at_s;
    if (arrival.by_kernel) {
        out_.client.kernel_stamps = true;
        out_.client.read_lags_s.push_back(lag_s);
        line.sample.read_lag_s = std::max(line.sample.read_lag_s, lag_s);
    }
    const std::size_t before = line.sample.chunks_s.size();
    const bool goes_on = line.reader.feed(arrival.bytes, at_s);
    progress_.chunks += line.sample.chunks_s.size() - before;
    if (goes_on) {
        receive(line);
        return;
    }
    line.has_answered = true;
    end(line, line.reader.keeps_connection());
}

// A server may close a kept connection just when the next request leaves (RFC 9112, section 9.3.1),
// which is no fault of it: the word of that comes at once, and without a byte of a reply.
bool Run::was_closing(const Line& line) const {
    constexpr double kAtOnce = 1.0;
    return line.has_answered && !line.is_heard && !line.sample.is_resent && !stopping_ &&
           now() - *line.sample.sent_s < kAtOnce;
}

void Run::send_anew(Line& line) {
    line.socket.close();
    line.is_connected = false;
    line.sample.is_resent = true;
    ++out_.client.resent;
    connect(line);
}

void Run::fail(Line& line, std::string reason, std::string message) {
    line.sample.reason = std::move(reason);
    line.sample.message = std::move(message);
    line.sample.end_s = now();
    end(line, false);
}

void Run::end(Line& line, bool keep) {
    line.is_busy = false;
    ++line.turn;
    count_end(line.sample, progress_);
    if (!keep) {
        line.socket.close();
        line.is_connected = false;
    }
    free_.push_back(&line);
    freed_s_ = line.sample.end_s.value_or(now());
    if (hooks_.on_sample) hooks_.on_sample(line.sample);
    if (is_closed_load()) free_users_.push_back(freed_s_);
    out_.samples.push_back(std::move(line.sample));
    // From the loop and not from here: a server that refuses at once must not nest calls.
    asio::post(loop_, [this] { pump(); });
}

void Run::sweep_late(double now_s) {
    const Patience& limit = load_.patience;
    for (const auto& line : lines_) {
        if (!line->is_busy) continue;
        const Sample& sample = line->sample;
        const double begun_s = sample.sent_s.value_or(sample.taken_s);
        const double idle_s = now_s - line->touched_s;
        if (!sample.sent_s && idle_s > limit.connect_s) {
            fail(*line, "connect_timeout",
                 fmt::format("no connection within {} s; check that the server runs",
                             limit.connect_s));
        } else if (now_s - begun_s > limit.total_s) {
            fail(*line, "timeout",
                 fmt::format("the reply was not complete within {} s; give it more time",
                             limit.total_s));
        } else if (sample.sent_s && !sample.head_s && idle_s > limit.first_byte_s) {
            fail(*line, "no_answer_in_time",
                 fmt::format("no answer within {} s; the server may be loading or stuck",
                             limit.first_byte_s));
        } else if (sample.head_s && idle_s > limit.idle_s) {
            fail(*line, "stalled",
                 fmt::format("the reply stalled: nothing for {} s; see what the server does",
                             limit.idle_s));
        }
    }
}

void Run::tick() {
    const double now_s = now();
    if (hooks_.stop.stop_requested() && !stopping_) {
        stopping_ = true;
        out_.stopped = true;
        for (const auto& line : lines_) {
            if (line->is_busy) fail(*line, "stopped", "the run was stopped while it was under way");
        }
    }
    sweep_late(now_s);
    if (hooks_.on_progress) {
        progress_.elapsed_s = now_s;
        hooks_.on_progress(progress_);
    }
    finish_if_over();
    if (loop_.stopped()) return;
    tick_timer_.expires_after(std::chrono::milliseconds(100));
    tick_timer_.async_wait([this](SocketError error) {
        if (!error) tick();
    });
}

void Run::watch_stalls() {
    constexpr double kEvery = 0.01;
    const double now_s = now();
    if (stall_due_s_ > 0) out_.client.stalls_s.push_back(std::max(0.0, now_s - stall_due_s_));
    stall_due_s_ = now_s + kEvery;
    stall_timer_.expires_after(duration_of(kEvery));
    stall_timer_.async_wait([this](SocketError error) {
        if (!error) watch_stalls();
    });
}

void Run::finish_if_over() {
    if (progress_.in_flight > 0 || opening_ > 0) return;
    const bool late = load_.duration_s && now() >= *load_.duration_s;
    const bool all_asked = is_closed_load() ? load_.requests > 0 && next_ >= load_.requests
                                            : next_ >= load_.due_s.size() && waiting_.empty();
    if (stopping_ || late || all_asked) loop_.stop();
}

// Users of a closed load find their connections open, so that what is measured is the server.
void Run::open_ahead() {
    const std::size_t users = *load_.concurrency;
    const std::size_t wanted = load_.requests > 0 ? std::min(users, load_.requests) : users;
    for (std::size_t i = 0; i < wanted; ++i) {
        Line& line = new_line();
        ++opening_;
        line.socket.connect(endpoint_, wire_.url, [this, &line, wanted](SocketError error) {
            line.is_connected = !error;
            if (error) line.socket.close();
            if (!error) ++out_.client.connections;
            free_.push_back(&line);
            if (opening_ > 1) {
                --opening_;
            } else {
                settle(wanted);
            }
        });
    }
}

// A connection is open before the server's program has taken it up; that is not to be part of the
// first answers.
void Run::settle(std::size_t connections) {
    constexpr double kEachS = 100e-6;
    due_timer_.expires_after(duration_of(kEachS * static_cast<double>(connections)));
    due_timer_.async_wait([this](SocketError /*error*/) {
        opening_ = 0;
        began_s_ = monotonic_seconds();
        free_users_.assign(*load_.concurrency, 0.0);
        pump();
    });
}

static rusage thread_usage() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage;
}

Result<LoadResult> Run::run() {
    TRY_ASSIGN(endpoint_, endpoint_of(wire_.url));
    TRY(prepare_tls());
    head_ = head();
    progress_.planned = is_closed_load() ? load_.requests : load_.due_s.size();
    const rusage before = thread_usage();
    const double cpu_before_s = thread_cpu_seconds();
    began_s_ = monotonic_seconds();
    if (is_closed_load()) {
        open_ahead();
    } else {
        pump();
    }
    tick();
    watch_stalls();
    loop_.run();
    const rusage after = thread_usage();
    out_.client.wall_s = now();
    out_.client.cpu_s = thread_cpu_seconds() - cpu_before_s;
    out_.client.voluntary_switches = static_cast<std::size_t>(after.ru_nvcsw - before.ru_nvcsw);
    out_.client.involuntary_switches = static_cast<std::size_t>(after.ru_nivcsw - before.ru_nivcsw);
    out_.began_at_s = began_s_;
    std::sort(out_.samples.begin(), out_.samples.end(),
              [](const Sample& a, const Sample& b) { return a.index < b.index; });
    return std::move(out_);
}

Result<LoadResult> run_load(const llm::ChatWire& wire, const Load& load, const Hooks& hooks) {
    const bool is_closed = load.due_s.empty();
    const bool ends = !is_closed || load.requests > 0 || load.duration_s;
    if (is_closed && (load.concurrency.value_or(0) == 0 || !ends)) {
        return usage_error(
            "a closed load wants users and an end; give --concurrency and "
            "--requests or --duration");
    }
    return Run(wire, load, hooks).run();
}

}  // namespace chimera::bench
