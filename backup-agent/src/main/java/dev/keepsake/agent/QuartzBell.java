package dev.keepsake.agent;

import dev.keepsake.config.ScheduleConfig;
import java.io.Closeable;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Properties;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** A bell that Quartz rings: it watches this machine's clock, also over a suspend, and does nothing else. */
final class QuartzBell implements Bell, Closeable {

    private static final String JOB = "ring";
    private static final String BELL = "bell";

    private final Scheduler scheduler;
    private final PlainBell own = new PlainBell("the next slot");

    QuartzBell() {
        Properties properties = new Properties();
        properties.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, "keepsake");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty(StdSchedulerFactory.PROP_SCHED_MAKE_SCHEDULER_THREAD_DAEMON, "true");
        properties.setProperty(StdSchedulerFactory.PROP_THREAD_POOL_CLASS, "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty(StdSchedulerFactory.PROP_JOB_STORE_CLASS, "org.quartz.simpl.RAMJobStore");
        try {
            scheduler = new StdSchedulerFactory(properties).getScheduler();
            scheduler.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void follow(ScheduleConfig schedule) {
        JobDataMap data = new JobDataMap();
        data.put(BELL, this);
        try {
            scheduler.clear();
            scheduler.scheduleJob(
                    JobBuilder.newJob(Ring.class)
                            .withIdentity(JOB)
                            .usingJobData(data)
                            .build(),
                    TriggerBuilder.newTrigger()
                            .withSchedule(CronScheduleBuilder.cronSchedule(schedule.cron())
                                    .inTimeZone(TimeZone.getTimeZone(schedule.timeZone()))
                                    .withMisfireHandlingInstructionFireAndProceed())
                            .build());
        } catch (SchedulerException e) {
            // Quartz refuses what will never ring again; the daemon's own waiting is bounded and goes on
            own.ring();
        }
    }

    @Override
    public void await(Duration atMost) throws InterruptedIOException {
        own.await(atMost);
    }

    @Override
    public void ring() {
        own.ring();
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz does not stop: " + e.getMessage(), e);
        }
    }

    /** What Quartz does at each of its moments. */
    public static final class Ring implements Job {

        /** Quartz makes one for each ring. */
        public Ring() {}

        @Override
        public void execute(JobExecutionContext context) {
            if (context.getMergedJobDataMap().get(BELL) instanceof QuartzBell bell) {
                bell.ring();
            }
        }
    }
}
