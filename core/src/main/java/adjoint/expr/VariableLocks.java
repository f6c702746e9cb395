package adjoint.expr;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Makes those who use the same shared variables take turns: whoever updates some of them has them alone, and those who read
 * share them, so that a reader sees all variables as they were between two updates. Variables that one function updates
 * belong together and have one lock, however many they are; nobody waits for updates of others.
 */
public final class VariableLocks {
    /** Counts changes in which variables belong together. */
    private static final AtomicInteger CHANGES = new AtomicInteger();

    private static final AtomicInteger MADE = new AtomicInteger();

    /** The variables that no function updates: only setting one by hand takes their lock alone. */
    static final Group UNTOUCHED = new Group();

    private final List<Leaf.State> read;
    private final List<Leaf.State> updated;
    private volatile Held latest;

    private VariableLocks(Collection<Leaf.State> read, Collection<Leaf.State> updated) {
        this.read = List.copyOf(read);
        this.updated = List.copyOf(updated);
        this.latest = new Held(CHANGES.get() - 1, new Lock[0]);
    }

    /** Variables that are locked together, or a former such group and the one that it went into. */
    static final class Group {
        private final int number = MADE.incrementAndGet();
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
        private volatile Group into;

        private Group now() {
            Group group = this;
            while (group.into != null) {
                group = group.into;
            }
            return group;
        }
    }

    /** Locks that are held, or were; the same object serves every turn until variables change groups. */
    public static final class Held {
        private final int since;
        private final Lock[] locks;

        private Held(int since, Lock[] locks) {
            this.since = since;
            this.locks = locks;
        }

        /** Ends the turn. */
        public void end() {
            for (int i = locks.length - 1; i >= 0; i--) {
                locks[i].unlock();
            }
        }
    }

    /** Locks with which some variables are read and others, which from now on belong together, are updated. */
    public static VariableLocks of(Collection<Leaf.State> read, Collection<Leaf.State> updated) {
        if (!updated.isEmpty()) {
            join(updated);
        }
        return new VariableLocks(read, updated);
    }

    /** Locks with which a variable is set by hand. */
    static VariableLocks setting(Leaf.State variable) {
        return new VariableLocks(List.of(), List.of(variable));
    }

    private static synchronized void join(Collection<Leaf.State> variables) {
        List<Group> groups = groups(variables);
        if (groups.size() == 1 && groups.get(0) != UNTOUCHED) {
            return;
        }
        groups.forEach(group -> group.lock.writeLock().lock());
        try {
            Group joined = new Group();
            for (Leaf.State variable : variables) {
                if (variable.group == UNTOUCHED) {
                    variable.group = joined;
                }
            }
            groups.stream().filter(group -> group != UNTOUCHED).forEach(group -> group.into = joined);
            CHANGES.incrementAndGet();
        } finally {
            groups.forEach(group -> group.lock.writeLock().unlock());
        }
    }

    /** In the order in which they are locked, which is the same for everyone. */
    private static List<Group> groups(Collection<Leaf.State> variables) {
        return variables.stream()
                .map(variable -> variable.group.now())
                .distinct()
                .sorted(Comparator.comparingInt(group -> group.number))
                .toList();
    }

    /** Waits until it is this one's turn, which lasts until what is returned is told to end. */
    public Held take() {
        while (true) {
            Held held = latest;
            if (held.since != CHANGES.get()) {
                held = resolved();
                latest = held;
            }
            for (Lock lock : held.locks) {
                lock.lock();
            }
            if (held.since == CHANGES.get()) {
                return held;
            }
            held.end();
        }
    }

    private Held resolved() {
        int since = CHANGES.get();
        List<Group> alone = groups(updated);
        Lock[] locks = groups(java.util.stream.Stream.concat(read.stream(), updated.stream())
                        .toList())
                .stream()
                .map(group -> alone.contains(group) ? group.lock.writeLock() : group.lock.readLock())
                .toArray(Lock[]::new);
        return new Held(since, locks);
    }
}
