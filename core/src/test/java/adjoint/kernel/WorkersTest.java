package adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void everyPartOfEveryJobRunsOnce() {
        for (int job = 0; job < 2000; job++) {
            int parts = job % 5;
            AtomicIntegerArray runs = new AtomicIntegerArray(5);
            Workers.run(parts, runs::incrementAndGet);
            for (int part = 0; part < 5; part++) {
                assertThat(runs.get(part)).isEqualTo(part < parts ? 1 : 0);
            }
        }
    }

    @Test
    void aJobWithinAJobIsDoneByItsOwnThread() {
        AtomicInteger runs = new AtomicInteger();
        Workers.run(2, part -> {
            Thread outer = Thread.currentThread();
            Workers.run(3, inner -> {
                assertThat(Thread.currentThread()).isSameAs(outer);
                runs.incrementAndGet();
            });
        });
        assertThat(runs).hasValue(6);
    }

    @Test
    void jobsFromSeveralThreadsAllFinish() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int job = 0; job < 500; job++) {
                    Workers.run(3, part -> runs.incrementAndGet());
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(runs).hasValue(4 * 500 * 3);
    }

    @Test
    void workersThatSleepAreWoken() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        for (int job = 0; job < 5; job++) {
            Thread.sleep(5);
            Workers.run(2, part -> runs.incrementAndGet());
        }
        assertThat(runs).hasValue(10);
    }

    @Test
    void whatAPartThrowsReachesTheCallerAfterAllAreDone() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> Workers.run(4, part -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("part");
                }))
                .hasMessage("part");
        assertThat(runs).hasValue(4);
        Workers.run(2, part -> runs.incrementAndGet());
        assertThat(runs).hasValue(6);
    }
}
