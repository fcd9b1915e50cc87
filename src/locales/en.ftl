# Every word of the page, in English. Names of libraries' own things stay as the libraries spell them.

page-title = Espalier: async Python, task by task
tagline = Real async Python, run under virtual time, task by task.
skip-to-figure = Skip to the figure

scenario-one-child-fails = One child fails
scenario-one-child-fails-summary = Four workers start together. After two seconds, B raises an error. The story is the same in each column; only the way the tasks are started differs.
scenario-one-child-fails-look = Look for: who is still working after B has failed, and who hears about it?

scenario-forgotten-task = The forgotten task
scenario-forgotten-task-summary = A handler starts a task that saves a report, and returns without waiting for it. A second later the program is over.
scenario-forgotten-task-look = Look for: is the report saved?
scenario-gather-leaves-siblings = gather leaves siblings running
scenario-gather-leaves-siblings-summary = Three pages are fetched together. After one second, fetching B fails, and main gives up.
scenario-gather-leaves-siblings-look = Look for: who is still fetching after main has given up?
scenario-lost-error = An error nobody retrieved
scenario-lost-error-summary = A shop sells while a task refreshes the price. After 2.5 seconds the refresh fails.
scenario-lost-error-look = Look for: who hears of it, and when? A task that nobody awaits keeps its error to itself; a frame stops the sale at once; curio's group waits to be asked.
scenario-timeout-and-cleanup = A timeout and its cleanup
scenario-timeout-and-cleanup-summary = A download gets two seconds. When they are up, it still has to close its connection, which takes another second.
scenario-timeout-and-cleanup-look = Look for: does the cleanup get its second? trio and anyio cancel it again unless it is shielded.
scenario-shielded-cleanup = Shielded cleanup
scenario-shielded-cleanup-summary = A transfer has debited one account when it is cancelled. The commit must not be cancelled with it.
scenario-shielded-cleanup-look = Look for: is the commit ever reached? A shield protects it from the cancellation, but only a frame waits for it.
scenario-swallowed-cancellation = A cancellation swallowed
scenario-swallowed-cancellation-summary = A polling loop catches BaseException, its own cancellation included, and goes on.
scenario-swallowed-cancellation-look = Look for: how long does the loop live on after being told to stop? Under trio and anyio every wait is cancelled again.
scenario-edge-or-level = Cancelled once or cancelled always
scenario-edge-or-level-summary = A worker catches its cancellation and then sleeps for three seconds more.
scenario-edge-or-level-look = Look for: does it get to sleep? In asyncio and curio a cancellation happens once (edge); in trio and anyio it lasts (level).
scenario-nested-groups = Nested groups, error at the bottom
scenario-nested-groups-summary = An album has two pages, and each page two images. Image 2 is missing.
scenario-nested-groups-look = Look for: the error on its way up, and the cancellation on its way down. gather passes the error on and cancels nobody.
scenario-two-errors = Two errors at once
scenario-two-errors-summary = A and B fail in the same instant, each with an error of its own.
scenario-two-errors-look = Look for: how many errors does main hear about? A group carries both; under trio, A's error cancels B before B can raise.
scenario-happy-eyeballs = Happy eyeballs
scenario-happy-eyeballs-summary = Three addresses are tried, each one second after the one before, or at once if that one refuses. The first connection wins.
scenario-happy-eyeballs-look = Look for: what becomes of A, which is still trying when C has won?
scenario-graceful-shutdown = Graceful shutdown of a worker pool
scenario-graceful-shutdown-summary = Two workers take jobs from a queue, two seconds each. After three seconds the pool closes.
scenario-graceful-shutdown-look = Look for: does a job that was begun get finished? A shield, or closing the queue, lets it; a bare cancel() cuts it off.
scenario-bounded-channel = Producer and consumer
scenario-bounded-channel-summary = A producer puts six items into a channel with room for two; a consumer needs a second for each.
scenario-bounded-channel-look = Look for: where does the producer wait, and is every item used at the end?
scenario-supervisor = A supervisor that restarts
scenario-supervisor-summary = A service reads and writes in two tasks. When read fails, its supervisor waits a second and starts both anew.
scenario-supervisor-look = Look for: how many tasks write after the restart? gather leaves the old one running beside the new.
scenario-blocking-call = A blocking call and its cure
scenario-blocking-call-summary = parse() takes three seconds and never awaits. Beside it, a heart should beat every second.
scenario-blocking-call-look = Look for: which heart skips beats? The loop stands still, unless a thread does the work.
scenario-callback-task = A task started from a callback
scenario-callback-task-summary = A library calls back when a file has changed; the callback starts an upload of three seconds. main stays for two.
scenario-callback-task-look = Look for: whose child is the upload? Without a frame nobody's: it ends with the loop, half done.
scenario-cancelled-while-closing = The parent cancelled while its group is closing
scenario-cancelled-while-closing-summary = A server is waiting for its last two clients when it is cancelled itself. Saying goodbye takes one second for A, two for B.
scenario-cancelled-while-closing-look = Look for: is B told goodbye before the server is down? gather lets go after the first; curio cancels one after the other.
scenario-tied-deadlines = Deadlines that tie
scenario-tied-deadlines-summary = A and B answer after exactly two seconds. The limit is two seconds, too.
scenario-tied-deadlines-look = Look for: which comes first within one instant? The limit, mostly; in curio both answers are in, and main is still told that it is too late.
scenario-collected-task = A task garbage-collected mid-way
scenario-collected-task-summary = A task waits for a letter in an inbox that nobody else refers to. After a second, the garbage collector runs.
scenario-collected-task-look = Look for: does the task say goodbye? asyncio's loop holds tasks by weak references only; a group, by strong ones.

scenario-forty-tokens = FastAPI's forty tokens
scenario-forty-tokens-summary = Forty-one visitors ask for a report at the same time. It is made by a plain function, which runs in a worker thread and takes a second.
scenario-forty-tokens-look = Look for: the visitor who waits in the queue. There are 40 tokens for threads; trio and anyio have the same limit.

column-asyncio = asyncio, loose tasks
column-asyncio-note = create_task and hope
column-taskgroup = asyncio.TaskGroup
column-taskgroup-note = a group holds its tasks
column-trio = trio nursery
column-trio-note = a nursery holds its tasks
column-curio = curio TaskGroup
column-curio-note = a group; ask it for errors
column-anyio-asyncio = anyio on asyncio
column-anyio-asyncio-note = trio's rules on asyncio's loop
column-anyio-trio = anyio on trio
column-anyio-trio-note = the same program on trio's loop
column-fastapi = FastAPI
column-fastapi-note = requests, on anyio and asyncio

choose-story = Story
choose-library = Library of this column
add-column = Add a column
remove-column = Remove this column
next-story = Next story
previous-story = Previous story
story-place = { $place } of { $count }
story-missing = Something could not be loaded: { $problem }.
story-loading = Loading the story
tool-compare = Compare
tool-challenges = Challenges
undo = Undo
redo = Redo
share = Share
share-copied = The link is in the clipboard. It opens what you see here, at this moment.
share-by-hand = This link opens what you see here, at this moment. Copy it:
share-too-long = The programs are too long for a link.
link = Link
link-broken = The link could not be opened. Wrong in it: { $part }
link-version = its version
link-text = its text, which is cut off or changed
link-story = the story
link-columns = the columns
link-program = a program
link-moment = the moment
link-challenge = the challenge
link-language = the language
link-theme = the colours
copy-moment = Copy this moment as text
moment-copied = This moment is in the clipboard, as text.
moment-by-hand = This moment as text. Copy it:
no-task-lives = No task is alive.

language = Language
theme-auto = Theme: as the system
theme-light = Theme: light
theme-dark = Theme: dark
theme-contrast = Theme: high contrast

transport = Playback
play = Play
pause = Pause
replay = Play again
step = Next scheduling decision
step-back = Back one scheduling decision
to-start = To the start
to-end = To the end
speed = Speed
tree-zoom-in = Tree larger
tree-zoom-out = Tree smaller
zoom = Zoom of the timelines
position = Position
position-text = { $time } seconds, decision { $step } of { $steps }
help = Keyboard
help-title = Keys, while the figure has the focus
help-close = Close
key-space = play or pause
key-arrows = back or forward one scheduling decision
key-comma = back or forward one event
key-digits = to 0, 10 … 90 percent
key-home = to the start, to the end
key-speed = faster, slower
key-zoom = the timelines larger, smaller; Ctrl and the wheel, or two fingers, do it too
key-walk = to the tree or the timeline, and in it from task to task and from frame to frame
key-help = this list
key-step-in = on a task or a frame: cancel it; a task also: hold it, make it raise …
key-run = run the column that is being edited
key-undo = undo, redo what you changed
key-copy = copy this moment as text
key-present = the figure alone, for a projector, with a remote's Page Up and Page Down too; again: the whole page

difference = ≠ First difference, at { $time } s:
difference-nothing = Nothing of the kind happens here.
figure = Runs side by side
tree = Task tree
tree-crowd = Task tree; tasks: { $count }
timeline = Timeline
timeline-span = { $state }, { $from } to { $to } s
timeline-hint = drag: through time; Ctrl + wheel: zoom
code-hint = point at a line: its tasks are lit
timeline-help = In the timeline, the shaded bands are single instants, magnified: everything in one band happens at the same virtual time.
legend = Legend
code = Code
story = What happened
leaked = { $count ->
    [one] task leaked
   *[other] tasks leaked
}
lost = { $count ->
    [one] error lost
   *[other] errors lost
}
finished-at = finished at
still-running = now at
seconds = { $time }
seconds-short = { $time } s
ended-how = { $how ->
    [ok] The frame held.
    [unframed] Nothing escaped, but no frame saw to that.
    [empty] No task was started.
    [unended] The record ends before the program does.
    [leaked] Work escaped.
    [lost] An error vanished.
    [both] Work escaped and an error vanished.
    [destroyed] Work was thrown away half done.
    [stopped] The run was stopped.
   *[error] The error left the program.
}

verdict = Verdict
verdict-children = Did every child end before its parent?
verdict-errors = Was every error delivered?
verdict-cleanup = Did cleanup run to its end?
verdict-quiet = From the error until all had stopped or heard of it
verdict-leaked = Tasks leaked
verdict-lost = Errors lost
verdict-yes = yes
verdict-no = no
verdict-no-error = no task failed
verdict-no-cancellation = nobody was cancelled
verdict-cut-short = { $task } was cancelled again in its cleanup.
verdict-unfinished = { $task } never came to its end.
verdict-more = And { $count } more.

state-ready = ready
state-running = running
state-returned = done
state-failed = failed
state-cancelled = cancelled
state-destroyed = destroyed
state-waiting = waits
state-cleanup = cleans up
state-cancelling = cancelling
state-shielded = shielded
state-leaked = leaked
thread-queued = in the queue
thread-running = in a thread

frame-nursery = nursery
frame-group = TaskGroup
frame-scope = cancel scope
frame-timeout = timeout
frame-gather = gather
frame-request = request
frame-open = open
frame-waits = { $count ->
    [one] waits for { $count } task
   *[other] waits for { $count } tasks
}
frame-cancelled = cancelled
frame-expired = expired
frame-closed = closed
frame-closed-error = closed: error

token-lost = lost
token-caught = caught
token-kept = kept
token-silent = Python says nothing of it.
token-escaped = uncaught

why = why?
why-close = close
why-title = Because
line-number = line { $line }
go-there = Go to this moment
log-empty = Nothing has happened yet.
edit = Edit
edit-done = Done
run = Run
run-hint = Run (Ctrl+Enter)
stop = Stop
reset = Original
reset-hint = Back to the original program
open = Open
open-hint = Open a program or a recorded trace; or drop it on the column
file-too-large = larger than { $megabytes } MB.
file-no-text = neither a program nor a trace: it is not text.
file-broken = a trace that cannot be read: { $problem }.
file-unreadable = the browser does not let the page read it.
editor-label = Program of this column
engine-loading = Loading the Python engine
engine-loading-percent = Loading the Python engine: { $percent } %
engine-running = Running
engine-stopped = Stopped. The next run starts a fresh engine.
engine-crashed = The engine stopped answering and was restarted; the picture shows the last good run.
engine-words = Its last words: “{ $words }”
engine-missing = The Python engine could not be loaded; the recorded runs still play. The browser says: “{ $problem }”
engine-timeout = The program ran for { $seconds } seconds of real time without an end and was stopped.
engine-bad-answer = The engine sent something unreadable: { $problem }.
engine-bad-text = it is no text
engine-bad-form = it is no answer of the engine's (“{ $found }”)
engine-bad-trace = it is a trace that breaks its own rules
edited = edited
knobs = Knobs
knob-no-constant = A knob stands after a constant, as in: PAUSE = 2.0  # knob: 0..5 step 0.5
knob-rule = This is no knob. After “knob:” write 0..5 step 0.5, or values with | between them; nothing if the value is True or False.
knob-range = A range goes from a lower number to a higher one, in 10,000 steps at most.
knob-outside = The value is not one that the knob allows.
knob-twice = Another knob above has this name.

event-run-started = The program starts.
event-loop-started = { $library } starts its loop.
event-loop-ended = The loop ends.
event-run-ended = { $code ->
    [0] The program ends.
   *[other] The program ends with exit status { $code }.
}
event-run-ended-error = The program ends: { $exception } was never caught.
event-budget = { $budget ->
    [events] Stopped: more than { $limit } events.
    [seconds] Stopped: more than { $limit } seconds of virtual time.
    [turns] Stopped: more than { $limit } loop turns and calls without an await.
    [tasks] Stopped: more than { $limit } tasks.
    [bytes] Stopped: more than { $limit } bytes of output.
   *[calls] Stopped: calls nested more than { $limit } deep.
}
event-deadlock = Deadlock: whoever still waits, waits for something that can no longer happen.
event-spawned-main = { $task } is where the program begins.
event-spawned = { $parent } starts { $task }. Nobody owns it.
event-spawned-scope = { $parent } starts { $task } in the { $scope }.
event-spawned-callback = { $task } starts; no task started it.
event-renamed = { $task } gets a new name.
event-step = { $task } gets its turn.
event-yielded = { $task } lets the others go first.
event-blocked = { $task } waits: { $call }
event-blocked-children = { $task } waits at the end of the { $scope } for its children.
event-woken = { $task } can go on.
event-line = { $task } is at line { $line }.
event-returned = { $task } is done.
event-failed = { $task } ends with { $exception }.
event-cancelled = { $task } ends, cancelled.
event-outlived = { $parent } is over, but { $task } still runs: it leaked.
event-outlived-scope = The { $scope } is over, but { $task } still runs: it leaked.
event-destroyed = { $task } is thrown away before it has ended.
event-scope-opened = { $task } opens the { $scope }.
event-scope-exiting = { $task } reaches the end of the { $scope }.
event-request-opened = { $task } sends the { $scope }.
event-request-closed = The { $scope } is over.
event-scope-closed = The { $scope } closes: all its tasks have ended.
event-scope-closed-error = The { $scope } closes and passes on { $exception }.
event-scope-closed-plain = The { $scope } ends.
event-deadline-set = The { $scope } gets another deadline.
event-deadline-expired = The deadline of the { $scope } has passed.
event-shield-set = The { $scope } changes its shield.
event-cancel-task = { $task } is told to stop: { $reason }.
event-cancel-scope = Everything in the { $scope } is told to stop: { $reason }.
reason-explicit = cancel() was called
reason-deadline = the deadline has passed
reason-child = a child failed
reason-child-cancelled = a child was cancelled
reason-body = the body failed
reason-awaiter = the task waiting for it was cancelled
reason-shutdown = the loop is shutting down
reason-interrupt = Ctrl-C was pressed
event-delivered = The cancellation reaches { $task }.
event-shielded = A shield keeps the cancellation from { $task }.
event-cancel-caught = The { $scope } has caught its cancellation.
event-swallowed = { $task } has swallowed its cancellation.
event-uncancelled = A request to cancel { $task } is taken back.
event-raised = { $task } raises { $exception }.
event-grouped = The errors are put into one { $exception }.
event-travelled = { $exception } leaves { $task } and arrives at the { $scope }.
event-retrieved = { $task } receives { $exception }.
event-caught = { $task } catches { $exception }.
event-discarded = { $task } discards { $exception }: a return, break or continue in finally lets go of it.
event-lost = { $task }'s { $exception } is lost: nobody receives it.
event-timer-set = { $task } sets a timer.
event-timer-fired = A timer fires.
event-callback = The loop calls { $name }.
event-acquired = { $task } takes the { $resource }.
event-acquired-token = { $task } takes one of the limiter's tokens.
event-released = { $task } lets go of the { $resource }.
event-released-token = { $task } gives its token back to the limiter.
event-signalled = { $task } calls { $action } on the { $resource }.
resource-lock = lock
resource-semaphore = semaphore
resource-condition = condition
resource-event = event
resource-barrier = barrier
resource-queue = queue
resource-channel = channel
resource-future = future
resource-limiter = limiter
event-thread-queued = { $task } hands { $name } to a worker thread.
event-thread-started = A thread begins { $task }'s job.
event-thread-ended = { $task }'s job in the thread is done.
event-thread-abandoned = { $task } no longer waits for its thread, which goes on.
event-printed = { $task } prints: { $text }
event-printed-error = stderr: { $text }
event-loop-blocked = { $task } blocks the whole loop.
somebody = the program

hand-interrupt = Ctrl-C
hand-interrupt-hint = Press Ctrl-C on the program at this moment
hand-hint = Click a task, or press Enter on it, to step in.
hand-cancel = Cancel
hand-raise = Make it raise
hand-delay = Delay 1 s
hand-hold = Hold
hand-release = Release
hand-cancel-scope = Cancel the { $scope }
hand-run-next = Run it next
hand-over = it is over at this moment.
hand-why-ended = the program has ended by then.
hand-remove = Take back
hand-flag-hint = Go there. Arrow keys move the flag, Delete takes it back.
hand-did-cancel = You cancel { $task }.
hand-did-raise = You make { $task } raise an error.
hand-did-delay = You delay { $task } by { $time } s.
hand-did-hold = You hold { $task }.
hand-did-release = You let { $task } go on.
hand-did-cancel-scope = You cancel the { $scope }.
hand-did-interrupt = You press Ctrl-C.
hand-did-run-next = You let { $task } run next.
hand-refused = Not possible: { $why }
hand-why-trio = trio cannot cancel a single task, only a scope with everything in it. Cancel a scope around { $task }.
hand-why-trio-order = trio leaves open only the order within a batch, and this task is not in it.
hand-why-asyncio-scope = asyncio has no call that cancels this from outside. Cancel the task that opened it.
hand-why-curio-scope = curio cancels the tasks of a group, and here there are none.
hand-why-not-begun = { $task } has not begun; there is nothing in it yet that could fail.

orders-another = Another order
orders-another-hint = Run again with another seed: the library leaves the order of ready tasks open
orders-default = Default order
orders-seed = seed { $seed }
orders-all = All orders
orders-all-hint = Run with { $count } seeds and count the outcomes
orders-progress = { $done } of { $of } orders tried
orders-outcomes = { $count ->
    [one] { $count } outcome in { $of } orders
   *[other] { $count } outcomes in { $of } orders
}
orders-exit = exit status { $code }
orders-stopped = stopped
orders-leaked = { $count ->
    [one] { $count } task leaked
   *[other] { $count } tasks leaked
}
orders-lost = { $count ->
    [one] { $count } error lost
   *[other] { $count } errors lost
}
orders-nothing = prints nothing

compare = What changes
compare-first = From
compare-second = To
compare-count = { $count ->
    [0] The programs are the same.
    [one] { $count } line differs
   *[other] { $count } lines differ
}
compare-removed = only left:
compare-added = only right:

challenge = You are the scheduler
challenge-choose = Choose a challenge
challenge-how = Stop the run where you like, click a task or a frame, and decide what happens next. What counts is what then happens.
challenge-hint = A hint
challenge-reached = reached
challenge-not-yet = not yet
challenge-cannot = cannot be: { $why }
challenge-no-error = Prevent the error
challenge-no-error-task = B is about to fail. Step in, so that no task fails and the program ends well.
challenge-no-error-hint = A task that was cancelled has not failed. Where a single task cannot be cancelled, its frame can.
challenge-deadlock = Deadlock
challenge-deadlock-task = Bring it about that nothing can ever happen again.
challenge-deadlock-hint = Hold the one for whom the others wait.
challenge-lose-error = Lose an error
challenge-lose-error-task = Let a task fail in such a way that nobody ever hears of it.
challenge-lose-error-hint = Who awaits the task that saves the report?
challenge-leak = Leak a task
challenge-leak-task = Let a task go on after the one that started it has ended.
challenge-leak-hint = main gives up at the first error. Delay one of the two. In a TaskGroup, main itself waits at the end of the block: what if an error strikes it there?
challenge-winner = Another winner
challenge-winner-task = Let A connect before C does.
challenge-winner-hint = A needs six seconds. C must not get its turn until then.
challenge-hair = By a hair
challenge-hair-task = Let the deadline win by half a second or less.
challenge-hair-hint = The download takes ten seconds, and LIMIT is a knob.
challenge-cut-cleanup = Cancel it in its cleanup
challenge-cut-cleanup-task = Cancel the download so that it is cancelled once more while it closes its connection.
challenge-cut-cleanup-hint = Closing takes a second. Where a cancellation happens once, yours must come within that second; where it lasts, one of yours is enough.
challenge-clean-interrupt = Ctrl-C, and all tidy
challenge-clean-interrupt-task = Press Ctrl-C so that it ends the program, and the connection is still closed properly.
challenge-clean-interrupt-hint = Press it while the download waits for its data.
challenge-harmless = Fail and harm nobody
challenge-harmless-task = B may fail, but nobody may be cancelled for it or left behind, and main must hear of the error.
challenge-harmless-hint = Who has finished cannot be cancelled. One delay adds to another; or hold B, and let it go at the end.
challenge-agree = Make all agree
challenge-agree-task = Bring all columns to the same verdict: the same exit status, as many tasks leaked, as many errors lost. Loose tasks must be among the columns.
challenge-agree-hint = The frames agree already. Loose tasks need two changes: B must not fail, and main must not end before the others.
challenge-why-frame-hears = an error in a frame goes to whoever opened the frame.
challenge-why-group-joins = the group waits for its tasks and keeps their errors for its owner.
challenge-why-nursery-waits = a nursery does not close before its last task has ended, whatever strikes its body.
challenge-why-group-waits = the group cancels its tasks and waits for them, however its block ends.
challenge-why-level = a cancelled scope stays cancelled, so the wait in the cleanup is cancelled too, unless a shield is around it.
challenge-why-nobody-awaits = nobody awaits B, so its error is lost whenever it comes.

footer = Espalier is open source under the MIT licence. It runs in your browser and contacts nobody.
