package dev.keepsake.agent.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the collector leaves of the part of the heap where all ends up that lives long. What is in use at any moment says little:
 * the collector lets it come near the limit, and then frees most of it.
 */
final class LongLivedMemory {

    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            // young parts are emptied all the time, and so no threshold is supported there
            .filter(MemoryPoolMXBean::isUsageThresholdSupported)
            .toList();
    private final Set<String> names =
            pools.stream().map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(one -> Arrays.stream(one.getMemoryPoolNames()).anyMatch(names::contains))
            .toList();
    private long told;

    /** Tells these metrics; nothing before there was a collection. */
    synchronized void tell(Metrics metrics) {
        long collections = collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        metrics.count(Counted.COLLECTIONS, (double) (collections - told));
        told = collections;
        long left = 0;
        long most = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null) {
                left += usage.getUsed();
                most += usage.getMax() < 0 ? Runtime.getRuntime().maxMemory() : usage.getMax();
            }
        }
        if (collections > 0 && most > 0) {
            metrics.set(Gauged.MEMORY_LEFT, (double) left / (double) most);
        }
    }
}
