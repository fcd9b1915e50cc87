# Все слова страницы по-русски. Собственные слова библиотек остаются такими, как их пишут сами библиотеки.

page-title = Espalier: асинхронный Python по задачам
tagline = Настоящий асинхронный Python в виртуальном времени, задача за задачей.
skip-to-figure = Перейти к рисунку

scenario-one-child-fails = Одна задача падает
scenario-one-child-fails-summary = Четыре задачи стартуют вместе. Через две секунды B бросает ошибку. История в каждой колонке одна и та же, разница только в том, как задачи запущены.
scenario-one-child-fails-look = На что смотреть: кто ещё работает после падения B и кто о нём узнает?

scenario-forgotten-task = Забытая задача
scenario-forgotten-task-summary = Обработчик запускает задачу, которая сохраняет отчёт, и выходит, не дождавшись её. Через секунду программа завершается.
scenario-forgotten-task-look = На что смотреть: сохранился ли отчёт?
scenario-gather-leaves-siblings = gather не останавливает остальных
scenario-gather-leaves-siblings-summary = Три страницы загружаются вместе. Через секунду выясняется, что до B не достучаться, и main сдаётся.
scenario-gather-leaves-siblings-look = На что смотреть: какие загрузки ещё идут, когда main уже сдалась?
scenario-lost-error = Ошибка, о которой никто не спросил
scenario-lost-error-summary = Магазин торгует, а фоновая задача обновляет цену. Через 2,5 секунды обновление падает.
scenario-lost-error-look = На что смотреть: кто и когда об этом узнаёт? Задача, которую никто не ждёт, хранит ошибку при себе; группа останавливает торговлю сразу; группа curio молчит, пока её не спросят.
scenario-timeout-and-cleanup = Тайм-аут и очистка
scenario-timeout-and-cleanup-summary = На загрузку дано две секунды. Когда время вышло, ей ещё нужно закрыть соединение, а это ещё секунда.
scenario-timeout-and-cleanup-look = На что смотреть: получит ли очистка свою секунду? В trio и anyio её отменяют снова, если нет щита.
scenario-shielded-cleanup = Очистка под щитом
scenario-shielded-cleanup-summary = Перевод уже списал деньги, и тут его отменяют. commit() отменять вместе с ним нельзя.
scenario-shielded-cleanup-look = На что смотреть: дойдёт ли commit() до конца? Щит закрывает его от отмены, но дождётся его только группа.
scenario-swallowed-cancellation = Проглоченная отмена
scenario-swallowed-cancellation-summary = Цикл опроса ловит BaseException, а с ним и собственную отмену, и работает дальше.
scenario-swallowed-cancellation-look = На что смотреть: сколько цикл живёт после команды остановиться? В trio и anyio отменяется каждое следующее ожидание.
scenario-edge-or-level = Отменить однажды или насовсем
scenario-edge-or-level-summary = Задача ловит свою отмену, а потом хочет поспать ещё три секунды.
scenario-edge-or-level-look = На что смотреть: дадут ли ей поспать? В asyncio и curio отмена приходит однажды (по фронту), в trio и anyio она держится (по уровню).
scenario-nested-groups = Вложенные группы, ошибка на дне
scenario-nested-groups-summary = В альбоме две страницы, на каждой по две картинки. Картинка 2 не находится.
scenario-nested-groups-look = На что смотреть: как ошибка идёт вверх, а отмена — вниз. gather передаёт ошибку дальше, но никого не отменяет.
scenario-two-errors = Две ошибки сразу
scenario-two-errors-summary = A и B падают в одно и то же мгновение, каждая со своей ошибкой.
scenario-two-errors-look = На что смотреть: о скольких ошибках узнаёт main? Группа несёт обе; в trio ошибка A отменяет B раньше, чем B успевает упасть.
scenario-happy-eyeballs = Happy eyeballs: кто подключится первым
scenario-happy-eyeballs-summary = Три адреса пробуют по очереди: следующий через секунду или сразу, если предыдущий отказал. Побеждает первое соединение.
scenario-happy-eyeballs-look = На что смотреть: что станет с A, который всё ещё подключается, когда C уже победил?
scenario-graceful-shutdown = Плавная остановка пула
scenario-graceful-shutdown-summary = Два воркера берут задания из очереди, по две секунды на каждое. Через три секунды пул закрывается.
scenario-graceful-shutdown-look = На что смотреть: доделают ли начатое? Щит или закрытая очередь это позволяют, голый cancel() обрывает на середине.
scenario-bounded-channel = Производитель и потребитель
scenario-bounded-channel-summary = Производитель кладёт шесть элементов в канал на два места; потребитель тратит на каждый секунду.
scenario-bounded-channel-look = На что смотреть: где ждёт производитель и всё ли обработано к концу?
scenario-supervisor = Супервизор перезапускает
scenario-supervisor-summary = Сервис читает и пишет в двух задачах. Когда чтение падает, супервизор ждёт секунду и запускает обе заново.
scenario-supervisor-look = На что смотреть: сколько задач пишет после перезапуска? gather оставляет старую работать рядом с новой.
scenario-blocking-call = Блокирующий вызов и как его вылечить
scenario-blocking-call-summary = parse() считает три секунды и ни разу не делает await. Рядом каждую секунду должно биться сердце.
scenario-blocking-call-look = На что смотреть: чьё сердце пропускает удары? Цикл событий стоит, если работу не отдали потоку.
scenario-callback-task = Задача из колбэка
scenario-callback-task-summary = Библиотека вызывает колбэк, когда файл изменился; колбэк запускает загрузку на три секунды. main живёт две.
scenario-callback-task-look = На что смотреть: чья это задача? Без группы ничья: она обрывается вместе с циклом событий.
scenario-cancelled-while-closing = Родителя отменяют, когда группа закрывается
scenario-cancelled-while-closing-summary = Сервер дожидается двух последних клиентов, и тут отменяют его самого. Попрощаться с A занимает секунду, с B — две.
scenario-cancelled-while-closing-look = На что смотреть: успеют ли попрощаться с B до остановки сервера? gather отпускает после первого; curio отменяет по одному.
scenario-tied-deadlines = Ничья: ответ и тайм-аут
scenario-tied-deadlines-summary = A и B отвечают ровно через две секунды. Тайм-аут — тоже две.
scenario-tied-deadlines-look = На что смотреть: кто первый в одно и то же мгновение? Почти везде тайм-аут; в curio оба ответа на месте, но main всё равно слышит: поздно.
scenario-collected-task = Задачу съел сборщик мусора
scenario-collected-task-summary = Задача ждёт письма в ящик, на который больше никто не ссылается. Через секунду приходит сборщик мусора.
scenario-collected-task-look = На что смотреть: успеет ли задача попрощаться? Цикл asyncio держит задачи слабыми ссылками, группа — крепко.

scenario-forty-tokens = Сорок токенов FastAPI
scenario-forty-tokens-summary = Сорок один посетитель одновременно просит отчёт. Его готовит обычная функция: она выполняется в рабочем потоке и занимает секунду.
scenario-forty-tokens-look = На что смотреть: кому приходится ждать в очереди? На потоки есть 40 токенов; в trio и anyio предел тот же.

column-asyncio = asyncio, ничьи задачи
column-asyncio-note = create_task и надежда
column-taskgroup = asyncio.TaskGroup
column-taskgroup-note = группа держит свои задачи
column-trio = trio nursery
column-trio-note = nursery держит свои задачи
column-curio = curio TaskGroup
column-curio-note = ошибки выдаёт по запросу
column-anyio-asyncio = anyio на asyncio
column-anyio-asyncio-note = правила trio на цикле asyncio
column-anyio-trio = anyio на trio
column-anyio-trio-note = та же программа на цикле trio
column-fastapi = FastAPI
column-fastapi-note = запросы, на anyio и asyncio

choose-story = История
choose-library = Библиотека этой колонки
add-column = Колонка
remove-column = Убрать эту колонку
next-story = Следующая история
previous-story = Предыдущая история
story-place = { $place } из { $count }
story-missing = Загрузить не удалось: { $problem }.
story-loading = История загружается
tool-compare = Сравнить
tool-challenges = Испытания
undo = Отменить
redo = Вернуть
share = Ссылка
share-copied = Ссылка в буфере обмена. Она откроет то, что вы видите сейчас, в этот же момент.
share-by-hand = Эта ссылка откроет то, что вы видите сейчас, в этот же момент. Скопируйте её:
share-too-long = Программы слишком длинны для ссылки.
link = Ссылка
link-broken = Ссылку не удалось открыть. В ней неверно: { $part }
link-version = её версия
link-text = её текст, он обрезан или изменён
link-story = история
link-columns = колонки
link-program = программа
link-moment = момент
link-challenge = испытание
link-language = язык
link-theme = цвета
copy-moment = Скопировать этот момент текстом
moment-copied = Этот момент в буфере обмена, текстом.
moment-by-hand = Этот момент текстом. Скопируйте его:
no-task-lives = Живых задач нет.

language = Язык
theme-auto = Тема: как в системе
theme-light = Тема: светлая
theme-dark = Тема: тёмная
theme-contrast = Тема: высокий контраст

transport = Воспроизведение
play = Пуск
pause = Пауза
replay = Ещё раз
step = Следующее решение планировщика
step-back = Назад на одно решение планировщика
to-start = В начало
to-end = В конец
speed = Скорость
tree-zoom-in = Дерево крупнее
tree-zoom-out = Дерево мельче
zoom = Масштаб шкал времени
position = Положение
position-text = { $time } с, решение { $step } из { $steps }
help = Клавиши
help-title = Клавиши, пока фокус на рисунке
help-close = Закрыть
key-space = пуск или пауза
key-arrows = назад или вперёд на одно решение планировщика
key-comma = назад или вперёд на одно событие
key-digits = к 0, 10 … 90 процентам
key-home = в начало, в конец
key-speed = быстрее, медленнее
key-zoom = шкалы крупнее, мельче; то же делает Ctrl с колесом или два пальца
key-walk = к дереву или шкале, а в них от задачи к задаче и от рамки к рамке
key-help = этот список
key-step-in = на задаче или рамке: отменить; на задаче ещё придержать, бросить ошибку …
key-run = запустить колонку, которую правят
key-undo = отменить, вернуть сделанное
key-copy = скопировать этот момент текстом
key-present = только рисунок, для проектора и пульта с Page Up и Page Down; ещё раз — вся страница

difference = ≠ Первое различие, { $time } с:
difference-nothing = Здесь ничего такого не происходит.
figure = Запуски рядом
tree = Дерево задач
tree-crowd = Дерево задач; задач: { $count }
timeline = Шкала времени
timeline-span = { $state }, с { $from } до { $to } с
timeline-hint = потяните — время; Ctrl + колесо — масштаб
code-hint = наведите на строку — видны её задачи
timeline-help = На шкале времени полосы — отдельные мгновения под лупой: всё внутри полосы происходит в одно и то же виртуальное время.
legend = Обозначения
code = Код
story = Что произошло
leaked = { $count ->
    [one] задача утекла
    [few] задачи утекли
   *[many] задач утекло
}
lost = { $count ->
    [one] ошибка потеряна
    [few] ошибки потеряны
   *[many] ошибок потеряно
}
finished-at = конец:
still-running = сейчас:
seconds = { $time }
seconds-short = { $time } с
ended-how = { $how ->
    [ok] Рамка выдержала.
    [unframed] Ничего не утекло, но рамки не было.
    [empty] Задач не было.
    [unended] Запись обрывается раньше программы.
    [leaked] Работа утекла.
    [lost] Ошибка исчезла.
    [both] Работа утекла, ошибка исчезла.
    [destroyed] Работу выбросили на полпути.
    [stopped] Запуск был остановлен.
   *[error] Ошибка покинула программу.
}

verdict = Итог
verdict-children = Все дети закончили раньше родителя?
verdict-errors = Каждая ошибка дошла до адресата?
verdict-cleanup = Очистка доведена до конца?
verdict-quiet = От ошибки до того, как все остановились или узнали о ней
verdict-leaked = Утекло задач
verdict-lost = Потеряно ошибок
verdict-yes = да
verdict-no = нет
verdict-no-error = ни одна задача не упала
verdict-no-cancellation = никого не отменяли
verdict-cut-short = { $task }: отмена пришла снова, посреди очистки.
verdict-unfinished = { $task } так и не дошла до конца.
verdict-more = И ещё { $count }.

state-ready = готова
state-running = работает
state-returned = закончила
state-failed = упала
state-cancelled = отменена
state-destroyed = уничтожена
state-waiting = ждёт
state-cleanup = очистка
state-cancelling = отмена
state-shielded = под щитом
state-leaked = утекла
thread-queued = в очереди
thread-running = в потоке

frame-nursery = nursery
frame-group = TaskGroup
frame-scope = cancel scope
frame-timeout = timeout
frame-gather = gather
frame-request = запрос
frame-open = открыта
frame-waits = { $count ->
    [one] ждёт { $count } задачу
    [few] ждёт { $count } задачи
   *[many] ждёт { $count } задач
}
frame-cancelled = отменена
frame-expired = время вышло
frame-closed = закрыта
frame-closed-error = с ошибкой

token-lost = потеряна
token-caught = поймана
token-kept = хранится
token-silent = Python об этом молчит.
token-escaped = не поймана

why = почему?
why-close = закрыть
why-title = Потому что
line-number = строка { $line }
go-there = Перейти к этому моменту
log-empty = Пока ничего не произошло.
edit = Править
edit-done = Готово
run = Запустить
run-hint = Запустить (Ctrl+Enter)
stop = Стоп
reset = Исходная
reset-hint = Вернуть исходную программу
open = Открыть
open-hint = Открыть программу или запись её выполнения; файл можно и перетащить на колонку
file-too-large = больше { $megabytes } МБ.
file-no-text = не программа и не запись выполнения: это не текст.
file-broken = запись, которую не удалось прочитать: { $problem }.
file-unreadable = браузер не даёт странице его прочитать.
editor-label = Программа этой колонки
engine-loading = Загружается движок Python
engine-loading-percent = Загружается движок Python: { $percent } %
engine-running = Выполняется
engine-stopped = Остановлено. Следующий запуск начнётся с нового движка.
engine-crashed = Движок перестал отвечать и запущен заново; на рисунке последний удачный запуск.
engine-words = Его последние слова: «{ $words }»
engine-missing = Движок Python не загрузился; записанные запуски по-прежнему играют. Браузер сообщает: «{ $problem }»
engine-timeout = Программа работала { $seconds } с настоящего времени, не закончилась и была остановлена.
engine-bad-answer = Движок прислал нечитаемое: { $problem }.
engine-bad-text = это не текст
engine-bad-form = это не ответ движка («{ $found }»)
engine-bad-trace = это запись, которая нарушает собственные правила
edited = изменено
knobs = Ручки
knob-no-constant = Ручка стоит после константы, например: PAUSE = 2.0  # knob: 0..5 step 0.5
knob-rule = Это не ручка. После «knob:» напишите 0..5 step 0.5 или значения через |; для True и False ничего.
knob-range = Диапазон идёт от меньшего числа к большему, не более чем за 10 000 шагов.
knob-outside = Такого значения ручка не допускает.
knob-twice = Выше уже есть ручка с этим именем.

event-run-started = Программа начинается.
event-loop-started = { $library } запускает свой цикл.
event-loop-ended = Цикл закончился.
event-run-ended = { $code ->
    [0] Программа закончилась.
   *[other] Программа закончилась с кодом { $code }.
}
event-run-ended-error = Программа закончилась: { $exception } так и не поймали.
event-budget = { $budget ->
    [events] Остановлено: событий больше { $limit }.
    [seconds] Остановлено: виртуальное время зашло дальше { $limit } с.
    [turns] Остановлено: больше { $limit } витков циклов и вызовов без единого await.
    [tasks] Остановлено: задач больше { $limit }.
    [bytes] Остановлено: вывод больше { $limit } байт.
   *[calls] Остановлено: вложенных вызовов больше { $limit }.
}
event-deadlock = Взаимная блокировка: то, чего ещё ждут, уже не может произойти.
event-spawned-main = { $task } — с неё всё начинается.
event-spawned = { $parent } запускает { $task }. Хозяина у неё нет.
event-spawned-scope = { $parent } запускает { $task } в { $scope }.
event-spawned-callback = { $task } запущена, но не задачей.
event-renamed = { $task } получает новое имя.
event-step = Ход { $task }.
event-yielded = { $task } пропускает других вперёд.
event-blocked = { $task } ждёт: { $call }
event-blocked-children = { $task } ждёт детей в конце { $scope }.
event-woken = { $task } может продолжать.
event-line = { $task } на строке { $line }.
event-returned = { $task } закончила.
event-failed = { $task } закончилась ошибкой { $exception }.
event-cancelled = { $task } закончилась отменой.
event-outlived = { $parent } уже нет, а { $task } ещё работает: утечка.
event-outlived-scope = { $scope } уже нет, а { $task } ещё работает: утечка.
event-destroyed = { $task } выброшена, не успев закончить.
event-scope-opened = { $task } открывает { $scope }.
event-scope-exiting = { $task } доходит до конца { $scope }.
event-request-opened = { $task } посылает { $scope }.
event-request-closed = { $scope } завершён.
event-scope-closed = { $scope } закрывается: все задачи внутри закончились.
event-scope-closed-error = { $scope } закрывается и передаёт дальше { $exception }.
event-scope-closed-plain = { $scope } заканчивается.
event-deadline-set = У { $scope } другой срок.
event-deadline-expired = Срок { $scope } вышел.
event-shield-set = { $scope } меняет щит.
event-cancel-task = { $task } велено остановиться: { $reason }.
event-cancel-scope = Всем в { $scope } велено остановиться: { $reason }.
reason-explicit = вызван cancel()
reason-deadline = вышел срок
reason-child = упала дочерняя задача
reason-child-cancelled = отменили дочернюю задачу
reason-body = ошибка в теле блока
reason-awaiter = отменили задачу, которая её ждала
reason-shutdown = цикл завершается
reason-interrupt = нажали Ctrl-C
event-delivered = Отмена доходит до { $task }.
event-shielded = Щит не пускает отмену к { $task }.
event-cancel-caught = { $scope } ловит свою отмену.
event-swallowed = { $task } проглотила свою отмену.
event-uncancelled = Запрос на отмену { $task } отозван.
event-raised = { $task } бросает { $exception }.
event-grouped = Ошибки собраны в { $exception }.
event-travelled = { $exception } уходит из { $task } и приходит в { $scope }.
event-retrieved = { $task } получает { $exception }.
event-caught = { $task } ловит { $exception }.
event-discarded = { $task } теряет { $exception }: return, break или continue в finally её выбрасывает.
event-lost = Ошибка { $exception } из { $task } потеряна: её никто не получит.
event-timer-set = { $task } ставит таймер.
event-timer-fired = Срабатывает таймер.
event-callback = Цикл вызывает { $name }.
event-acquired = { $task } берёт { $resource }.
event-acquired-token = { $task } берёт у ограничителя токен.
event-released = { $task } отпускает { $resource }.
event-released-token = { $task } возвращает токен ограничителю.
event-signalled = { $task } вызывает { $action }: { $resource }.
resource-lock = замок
resource-semaphore = семафор
resource-condition = условие
resource-event = событие
resource-barrier = барьер
resource-queue = очередь
resource-channel = канал
resource-future = future
resource-limiter = ограничитель
event-thread-queued = { $task } отдаёт { $name } рабочему потоку.
event-thread-started = Поток берётся за работу для { $task }.
event-thread-ended = Поток закончил работу для { $task }.
event-thread-abandoned = { $task } больше не ждёт свой поток, а тот продолжает.
event-printed = { $task } печатает: { $text }
event-printed-error = stderr: { $text }
event-loop-blocked = { $task } блокирует весь цикл событий.
somebody = программа

hand-interrupt = Ctrl-C
hand-interrupt-hint = Нажать Ctrl-C в этот момент
hand-hint = Чтобы вмешаться, щёлкните задачу или нажмите на ней Enter.
hand-cancel = Отменить
hand-raise = Бросить ошибку
hand-delay = Задержать на 1 с
hand-hold = Придержать
hand-release = Отпустить
hand-cancel-scope = Отменить { $scope }
hand-run-next = Пустить следующей
hand-over = в этот момент всё уже закончилось.
hand-why-ended = программа к этому времени уже закончилась.
hand-remove = Убрать
hand-flag-hint = Перейти туда. Стрелки двигают флажок, Delete убирает его.
hand-did-cancel = Вы отменяете { $task }.
hand-did-raise = Вы бросаете ошибку в { $task }.
hand-did-delay = Вы задерживаете { $task } на { $time } с.
hand-did-hold = Вы придерживаете { $task }.
hand-did-release = Вы отпускаете { $task }.
hand-did-cancel-scope = Вы отменяете { $scope }.
hand-did-interrupt = Вы нажимаете Ctrl-C.
hand-did-run-next = Вы пускаете { $task } следующей.
hand-refused = Невозможно: { $why }
hand-why-trio = trio не умеет отменять отдельную задачу, только cancel scope целиком. Отмените один из тех, что вокруг { $task }.
hand-why-trio-order = trio оставляет открытым только порядок внутри одной порции, а этой задачи в ней нет.
hand-why-asyncio-scope = в asyncio нет вызова, который отменил бы это снаружи. Отмените задачу, которая это открыла.
hand-why-curio-scope = curio отменяет задачи группы, а здесь их нет.
hand-why-not-begun = { $task } ещё не начала работу, бросать ошибку пока некуда.

orders-another = Другой порядок
orders-another-hint = Запустить с другим зерном: порядок готовых задач библиотека не обещает
orders-default = Обычный порядок
orders-seed = зерно { $seed }
orders-all = Все порядки
orders-all-hint = Запустить с { $count } зёрнами и посчитать исходы
orders-progress = Проверено порядков: { $done } из { $of }
orders-outcomes = Проверено порядков: { $of }, исходов: { $count }
orders-exit = код возврата { $code }
orders-stopped = остановлена
orders-leaked = { $count ->
    [one] утекла { $count } задача
    [few] утекли { $count } задачи
   *[many] утекло { $count } задач
}
orders-lost = { $count ->
    [one] пропала { $count } ошибка
    [few] пропали { $count } ошибки
   *[many] пропало { $count } ошибок
}
orders-nothing = ничего не печатает

compare = Что меняется
compare-first = Из
compare-second = В
compare-count = { $count ->
    [0] Программы одинаковы.
    [one] отличается { $count } строка
    [few] отличаются { $count } строки
   *[many] отличается { $count } строк
}
compare-removed = только слева:
compare-added = только справа:

challenge = Вы — планировщик
challenge-choose = Выберите испытание
challenge-how = Остановите выполнение, где захотите, щёлкните задачу или рамку и решите, что будет дальше. Считается то, что случится потом.
challenge-hint = Подсказка
challenge-reached = получилось
challenge-not-yet = пока нет
challenge-cannot = невозможно: { $why }
challenge-no-error = Предотвратите ошибку
challenge-no-error-task = B вот-вот упадёт. Вмешайтесь так, чтобы ни одна задача не упала и программа закончилась хорошо.
challenge-no-error-hint = Отменённая задача — не упавшая. Где нельзя отменить одну задачу, можно отменить её рамку.
challenge-deadlock = Тупик
challenge-deadlock-task = Сделайте так, чтобы больше никогда ничего не произошло.
challenge-deadlock-hint = Придержите ту, кого ждут остальные.
challenge-lose-error = Потеряйте ошибку
challenge-lose-error-task = Пусть задача упадёт так, чтобы об этом никто никогда не узнал.
challenge-lose-error-hint = Кто ждёт задачу, которая сохраняет отчёт?
challenge-leak = Утечка
challenge-leak-task = Пусть задача продолжает работать, когда та, что её запустила, уже закончилась.
challenge-leak-hint = main сдаётся после первой ошибки. Задержите одну из двух. В TaskGroup main сама ждёт в конце блока: а если ошибка настигнет её там?
challenge-winner = Другой победитель
challenge-winner-task = Пусть A соединится раньше C.
challenge-winner-hint = A нужно шесть секунд. До этого C не должна получить ход.
challenge-hair = На волосок
challenge-hair-task = Пусть срок опередит работу на полсекунды или меньше.
challenge-hair-hint = Загрузка длится десять секунд, а LIMIT можно крутить.
challenge-cut-cleanup = Отмените во время очистки
challenge-cut-cleanup-task = Отмените загрузку так, чтобы её отменили ещё раз, пока она закрывает соединение.
challenge-cut-cleanup-hint = Закрытие длится секунду. Где отмена разовая, ваша должна прийти в эту секунду; где отмена длится, хватит одной вашей.
challenge-clean-interrupt = Ctrl-C, и всё убрано
challenge-clean-interrupt-task = Нажмите Ctrl-C так, чтобы программа закончилась, а соединение всё же закрылось как следует.
challenge-clean-interrupt-hint = Нажмите, пока загрузка ждёт данных.
challenge-harmless = Упасть и никому не навредить
challenge-harmless-task = B может упасть, но никого нельзя из-за этого отменить или бросить, и main должна узнать об ошибке.
challenge-harmless-hint = Кто закончил, того не отменить. Задержки складываются; или придержите B и отпустите в конце.
challenge-agree = Помирите всех
challenge-agree-task = Приведите все колонки к одному итогу: одинаковый код возврата, столько же утечек, столько же потерянных ошибок. Колонка без рамки должна быть среди них.
challenge-agree-hint = Рамки уже согласны. Колонке без рамки нужны две правки: B не должна упасть, а main — закончиться раньше остальных.
challenge-why-frame-hears = ошибка внутри рамки доходит до того, кто эту рамку открыл.
challenge-why-group-joins = группа ждёт свои задачи и хранит их ошибки для владельца.
challenge-why-nursery-waits = nursery не закроется, пока не закончится последняя задача, что бы ни случилось в её теле.
challenge-why-group-waits = группа отменяет свои задачи и ждёт их, чем бы ни кончился её блок.
challenge-why-level = отменённый scope остаётся отменённым, поэтому ожидание в очистке тоже отменяется, если его не прикрывает щит.
challenge-why-nobody-awaits = B никто не ждёт, и её ошибка теряется, когда бы она ни случилась.

footer = Espalier — открытая программа под лицензией MIT. Она работает в вашем браузере и ни к кому не обращается.
