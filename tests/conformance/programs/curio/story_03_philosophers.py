# pins down: five philosophers with locks in order, a semaphore of seats, conditions for a barrier
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


class Barrier:
    def __init__(self, parties):
        self.parties, self.count, self.generation, self.cond = parties, 0, 0, curio.Condition()

    async def wait(self):
        async with self.cond:
            self.count += 1
            generation = self.generation
            if self.count == self.parties:
                self.count = 0
                self.generation += 1
                await self.cond.notify_all()
            else:
                while generation == self.generation:
                    await self.cond.wait()


async def philosopher(n, forks, seats, barrier):
    for meal in range(2):
        async with seats:
            first, second = sorted((n, (n + 1) % len(forks)))
            async with forks[first]:
                async with forks[second]:
                    await log(n, "eats", meal)
                    await curio.sleep(0.5 + n * 0.1)
        await log(n, "thinks")
        await barrier.wait()
    return n


async def main():
    forks = [curio.Lock() for _ in range(5)]
    barrier = Barrier(5)
    async with curio.TaskGroup() as g:
        for n in range(5):
            await g.spawn(philosopher, n, forks, curio.Semaphore(4) if n == 0 else seats, barrier) if n == 0 else None
            seats = curio.Semaphore(3) if n == 0 else seats
            if n:
                await g.spawn(philosopher, n, forks, seats, barrier)
    await log(g.results)


curio.run(main)
