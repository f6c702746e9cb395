package adjoint.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share short jobs with the thread that brings them. A worker spins for a moment after each job, so that the
 * next one of a busy step starts within a fraction of a microsecond, and then sleeps.
 *
 * <p>A job is cut into parts before it starts. The caller and each worker begin with a part of their own, the same in every
 * job, whose data their cache may still hold; who is done early takes what others have not begun, so results must not
 * depend on who computes which part. One job runs at a time: a job that comes while another runs, or from within one, is
 * done by its own thread alone.
 */
public final class Workers {
    /** The most parts that a job can have, one bit each. */
    public static final int MOST = Long.SIZE;

    private static final long SPIN_NANOS = 100_000;

    /** Looking at the clock takes longer than looking for work. */
    private static final int LOOKS_PER_CLOCK = 64;

    private static final int LOOKS_BEFORE_YIELD = 4096;

    private static final AtomicBoolean busy = new AtomicBoolean();
    /** The parts that nobody has begun, a bit each. */
    private static final AtomicLong unclaimed = new AtomicLong();

    private static final AtomicInteger unfinished = new AtomicInteger();

    // Written before the parts are offered in unclaimed, read after one is claimed.
    private static IntConsumer job;
    private static volatile Throwable failure;

    /** The thread that has brought the present job. */
    private static volatile Thread inside;

    private static Worker[] workers = {};

    private Workers() {}

    /**
     * Runs {@code job} for each part from 0 up to {@code parts}, on this thread and as many workers as there are parts
     * besides; returns when all are done. Allocates nothing once the workers exist.
     *
     * @param parts at most {@link #MOST}
     * @throws RuntimeException or Error, what a part threw
     */
    public static void run(int parts, IntConsumer job) {
        if (parts <= 1 || isInside() || !busy.compareAndSet(false, true)) {
            for (int part = 0; part < parts; part++) {
                job.accept(part);
            }
            return;
        }
        inside = Thread.currentThread();
        try {
            share(parts, job);
        } finally {
            inside = null;
            busy.set(false);
        }
    }

    /** Whether this thread is at work on a part of a job, and so would have to do a job of its own alone. */
    static boolean isInside() {
        Thread thread = Thread.currentThread();
        return thread == inside || thread instanceof Worker;
    }

    private static void share(int parts, IntConsumer shared) {
        if (workers.length < parts - 1) {
            hire(parts - 1);
        }
        job = shared;
        unfinished.set(parts);
        unclaimed.set(-1L >>> Long.SIZE - parts);
        for (int i = 0; i < parts - 1; i++) {
            workers[i].wake();
        }
        while (claimOne(0)) {}
        for (int looks = 0; unfinished.get() > 0; looks++) {
            if (looks < LOOKS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                // The machine is busy with other things: let the worker have this processor.
                Thread.yield();
            }
        }
        job = null;
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private static void hire(int count) {
        Worker[] all = Arrays.copyOf(workers, count);
        for (int i = workers.length; i < count; i++) {
            all[i] = new Worker(i + 1);
            all[i].start();
        }
        workers = all;
    }

    /** Claims one's own part, or else any, and runs it; false if there is none. */
    private static boolean claimOne(int own) {
        long left = unclaimed.get();
        while (left != 0) {
            int part = (left >>> own & 1) != 0 ? own : Long.numberOfTrailingZeros(left);
            if (unclaimed.compareAndSet(left, left & ~(1L << part))) {
                try {
                    job.accept(part);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    unfinished.decrementAndGet();
                }
                return true;
            }
            left = unclaimed.get();
        }
        return false;
    }

    private static final class Worker extends Thread {
        private final int number;
        private volatile boolean asleep;

        Worker(int number) {
            super("adjoint-worker-" + number);
            this.number = number;
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (true) {
                if (claimOne(number)) {
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    for (int i = 0; i < LOOKS_PER_CLOCK && unclaimed.get() == 0; i++) {
                        Thread.onSpinWait();
                    }
                } else {
                    asleep = true;
                    // Work may have been offered before we were seen to be asleep.
                    if (unclaimed.get() == 0) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                    idleSince = System.nanoTime();
                }
            }
        }
    }
}
