output "store_url" {
  description = "For store.url in the agents' configuration."
  value       = "s3://${aws_s3_bucket.archive.id}/${var.prefix}"
}

output "policies" {
  description = "For the roles of agents (with object lock: both), of whoever restores, and of the one agent that prunes."
  value = {
    writer                  = aws_iam_policy.writer.arn
    writer_with_object_lock = aws_iam_policy.locks.arn
    restorer                = aws_iam_policy.restorer.arn
    restorer_as_of          = aws_iam_policy.as_of.arn
    pruner                  = aws_iam_policy.pruner.arn
  }
}
