using XrayPortal.Verbs;

return await PortalCommand.RunAsync(args);
