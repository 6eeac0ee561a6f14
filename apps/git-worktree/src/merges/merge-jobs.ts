export const PREPARE_JOB = 'merge.prepare';
export const COMMIT_JOB = 'merge.commit';
export const PUBLISH_JOB = 'branch.publish';
