package dev.keepsake.agent;

/** Workers that are threads of their own. */
final class ThreadWorkers implements Workers {

    @Override
    public Worker start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return new Worker() {
            @Override
            public void interrupt() {
                thread.interrupt();
            }

            @Override
            public void join() throws InterruptedException {
                thread.join();
            }
        };
    }
}
